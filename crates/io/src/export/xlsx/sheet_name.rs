//! What a sheet of a workbook is called (Handbook step 10): the table's name in title case, within Excel's rules. Says
//! nothing about what is on the sheet.

use super::super::FlatTable;

/// Names that no table may have: the workbook's own sheets, and one that Excel keeps for itself.
const TAKEN: [&str; 3] = ["method", "columns", "history"];
const LENGTH_MAX: usize = 31;

/// A name for the sheet of each table: Excel tells names apart without regard to case, and counts UTF-16 units.
pub(super) fn all(tables: &[FlatTable]) -> Vec<String> {
    let mut taken = TAKEN.map(str::to_owned).to_vec();
    let mut names = Vec::new();
    for table in tables {
        let whole = title_case(&table.name);
        let numbers = (2..).map(|number| format!(" {number}"));
        let name = [String::new()]
            .into_iter()
            .chain(numbers)
            .map(|suffix| cut(&whole, LENGTH_MAX - suffix.len()).trim_end_matches(['\'', ' ']).to_owned() + &suffix)
            .find(|name| !taken.contains(&name.to_lowercase()))
            .expect("numbers do not end");
        taken.push(name.to_lowercase());
        names.push(name);
    }
    names
}

fn title_case(name: &str) -> String {
    let parted = |letter: char| letter.is_whitespace() || letter.is_control() || "_-[]:*?/\\".contains(letter);
    let words = name.trim_matches('\'').split(parted).filter(|word| !word.is_empty());
    let words: Vec<String> = words
        .map(|word| {
            let mut letters = word.chars();
            let first = letters.next().into_iter().flat_map(char::to_uppercase);
            first.chain(letters.clone()).collect()
        })
        .collect();
    let title = words.join(" ");
    let title = title.trim_matches(['\'', ' ']);
    if title.is_empty() { "Table".to_owned() } else { title.to_owned() }
}

/// The beginning of a text, of at most so many UTF-16 units.
pub(super) fn cut(text: &str, units_max: usize) -> &str {
    let mut units = 0;
    for (position, letter) in text.char_indices() {
        units += letter.len_utf16();
        if units > units_max {
            return &text[..position];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::super::sample;
    use super::*;

    #[test]
    fn names_keep_excels_rules() {
        let tables = [
            "ranking",
            "what-if",
            "what_if",
            "RANKING",
            "columns",
            "history",
            "[a]:b*c?d/e\\f",
            "''",
            "'it's'",
            "a table with a name of forty characters!",
            "a table with a name of forty characters?",
            "émigré_𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞",
        ]
        .map(|name| FlatTable { name: name.to_owned(), ..sample::empty() });
        let expected = [
            "Ranking",
            "What If",
            "What If 2",
            "RANKING 2",
            "Columns 2",
            "History 2",
            "A B C D E F",
            "Table",
            "It's",
            "A Table With A Name Of Forty Ch",
            "A Table With A Name Of Forty 2",
            "Émigré 𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞",
        ];
        assert_eq!(all(&tables), expected);
    }
}
