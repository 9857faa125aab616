//! Figures as people read them: three digits that say something, whole numbers with gaps between thousands.

/// A figure in as many digits as say something; a dash where there is none.
///
/// ```
/// assert_eq!(opencities_io::figure(36.5352), "36.5");
/// ```
pub fn figure(value: f64) -> String {
    let size = value.abs();
    if value.is_nan() {
        "–".to_owned()
    } else if size >= 1000.0 || value.fract().abs() < 1e-9 {
        grouped(value.round())
    } else if size >= 0.001 {
        // Three digits that say something.
        let decimals = (2.0 - size.log10().floor()).clamp(1.0, 5.0) as usize;
        format!("{value:.decimals$}")
    } else {
        format!("{value:.2e}")
    }
}

/// A whole number with a thin gap between thousands.
fn grouped(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    if value < 0.0 { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_keep_the_digits_that_say_something() {
        let shown: Vec<String> = [1_234_567.0, 0.0, 36.5352, 0.123, 1e-7, -94.0].map(figure).to_vec();
        assert_eq!(shown, ["1\u{202f}234\u{202f}567", "0", "36.5", "0.123", "1.00e-7", "-94"]);
    }
}
