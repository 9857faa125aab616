//! Which units are meant by conditions on their columns: `region=Asia`, `population>=1000000`.

use opencities_engine::composite::Composite;
use opencities_engine::dataset::UnitColumn;
use opencities_io::fold;

use crate::failure::Failure;

/// How a condition compares, the longer signs first.
const SIGNS: [&str; 7] = ["!=", ">=", "<=", "==", "=", ">", "<"];

/// Values that are named where none fits.
const SHOWN: usize = 20;

/// For each unit, whether all conditions hold; one of which the column knows nothing keeps none.
///
/// # Errors
/// [`Failure::Wrong`] when a condition cannot be read, names no column, or no unit fulfils it.
pub(crate) fn kept(composite: &Composite, conditions: &[String]) -> Result<Vec<bool>, Failure> {
    let mut kept = vec![true; composite.data.units.len()];
    for condition in conditions {
        let holds = holds(composite, condition)?;
        kept.iter_mut().zip(holds).for_each(|(kept, holds)| *kept &= holds);
    }
    Ok(kept)
}

fn holds(composite: &Composite, condition: &str) -> Result<Vec<bool>, Failure> {
    let units = &composite.data.units;
    let found = condition.find(['=', '!', '<', '>']);
    let sign = found.and_then(|at| SIGNS.into_iter().find(|sign| condition[at..].starts_with(sign)));
    let (Some(at), Some(sign)) = (found, sign) else {
        let hint = "write for example region=Asia, region!=Asia or 'population>=1000000'".to_owned();
        return Err(Failure::Wrong(format!("`{condition}` is not COLUMN=VALUE"), hint));
    };
    let (name, value) = (condition[..at].trim(), condition[at + sign.len()..].trim());
    let column = units.column(name).ok_or_else(|| {
        let known: Vec<&str> = units.columns().iter().map(|column| column.name.as_str()).collect();
        let hint = match known.is_empty() {
            true => "the units have no columns of facts: add some to units.csv".to_owned(),
            false => format!("the columns are: {}", known.join(", ")),
        };
        Failure::Wrong(format!("units have no column `{name}`"), hint)
    })?;
    let holds: Vec<bool> = match sign {
        "=" | "==" | "!=" => {
            let (wanted, is_equal) = (fold(value), sign != "!=");
            column.values.iter().map(|text| !text.is_empty() && (fold(text) == wanted) == is_equal).collect()
        }
        _ => {
            let limit: f64 = value.parse().map_err(|_| {
                let hint = format!("{sign} compares numbers: write for example '{name}{sign}1000'");
                Failure::Wrong(format!("`{value}` is no number"), hint)
            })?;
            let compare = |number: f64| match sign {
                ">" => number > limit,
                ">=" => number >= limit,
                "<" => number < limit,
                _ => number <= limit,
            };
            column.values.iter().map(|text| text.trim().parse().is_ok_and(compare)).collect()
        }
    };
    if holds.contains(&true) { Ok(holds) } else { Err(nobody(column, sign, value)) }
}

fn nobody(column: &UnitColumn, sign: &str, value: &str) -> Failure {
    let mut known: Vec<&str> = column.values.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    known.sort_unstable();
    known.dedup();
    let numbers: Vec<f64> = known.iter().filter_map(|text| text.trim().parse().ok()).collect();
    let hint = match opencities_engine::stats::extent(&numbers) {
        Some((least, greatest)) if numbers.len() == known.len() && known.len() > SHOWN => {
            format!("it goes from {least} to {greatest}")
        }
        _ => format!("there are: {}", known.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ")),
    };
    let name = &column.name;
    let message = match sign {
        "=" | "==" => format!("no unit has {name} `{value}`"),
        _ => format!("no unit has {name} {sign} {value}"),
    };
    Failure::Wrong(message, hint)
}
