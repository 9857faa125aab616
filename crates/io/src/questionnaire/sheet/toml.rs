//! A sheet as TOML, for an editor and for the interview: the questions stand beside the answers as comments. A change of one
//! answer touches nothing else, so that the remarks of those who fill it in stay.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::ops::Range;
use std::path::Path;

use opencities_engine::finding::{Code, Finding, Place};
use opencities_engine::framework::Framework;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::answers::{area_name, short_name};
use super::super::{Answers, Given, Questionnaire};
use super::text::TEXT_MAX;
use super::{ABOUT, Entry, FACT, about, in_order, of_fact, refused};
use crate::definition::{Definition, line_at};
use crate::{Error, nearest};

/// The longest file that is read.
const LENGTH_MAX: u64 = 16 << 20;
/// Letters of a line of comment.
const WIDTH: usize = 100;

/// The sheet as text.
pub(super) fn text(answers: &Answers, questionnaire: &Questionnaire, framework: &Framework) -> String {
    let mut out = comment(&format!("{} (version {})", questionnaire.name, questionnaire.version));
    out.push_str("#\n");
    questionnaire.introduction.lines().for_each(|line| out.push_str(&comment(line)));
    out.push_str(&comment(
        "Write the code of an answer between the quotes, and below it what it rests on. Leave open what you do not know. \
         `opencities assess answer` asks the questions one by one and writes into this file.",
    ));
    out.push_str("\n[sheet]\n");
    for (name, _, value) in about(answers) {
        out.push_str(&format!("{name} = {}\n", quoted(&value)));
    }
    out.push_str("\n[facts]\n");
    if answers.facts.is_empty() {
        out.push_str("# Facts about the city, where they are of use: population = 291134\n");
    }
    for (name, value) in &answers.facts {
        let words = of_fact(questionnaire, name);
        if !words.is_empty() {
            out.push_str(&comment(&words));
        }
        out.push_str(&format!("{} = {}\n", key(name), fact(value)));
    }
    let mut area = String::new();
    for given in in_order(answers, questionnaire) {
        let Some(question) = questionnaire.question(&given.question) else {
            out.push_str(&block(given));
            continue;
        };
        let here = area_name(framework, &given.question);
        if here != area {
            out.push_str(&format!("\n# {}\n# {here}\n", "-".repeat(WIDTH - 2)));
            area = here;
        }
        out.push('\n');
        let name = short_name(framework, &given.question);
        out.push_str(&comment(&if name.is_empty() {
            question.text.clone()
        } else {
            format!("{name}: {}", question.text)
        }));
        for (name, words) in [("Help", &question.help), ("Evidence", &question.evidence)] {
            if !words.is_empty() {
                out.push_str(&comment(&format!("{name}: {words}")));
            }
        }
        let codes = questionnaire.answers(question).iter().map(|answer| answer.code.as_str());
        out.push_str(&comment(&format!("Answers: {}", codes.collect::<Vec<_>>().join(", "))));
        out.push_str(block(given).trim_start());
    }
    out
}

fn block(given: &Given) -> String {
    let answer = given.answer.as_deref().unwrap_or_default();
    format!(
        "\n[[answer]]\nquestion = {}\nanswer = {}\nevidence = {}\n",
        quoted(&given.question),
        quoted(answer),
        quoted(&given.evidence)
    )
}

/// Words as lines of comment; what could end a comment does not stand in words.
fn comment(words: &str) -> String {
    let clean: String = words.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if clean.trim().is_empty() {
        return "#\n".to_owned();
    }
    textwrap::wrap(&clean, WIDTH - 2).iter().map(|line| format!("# {line}\n")).collect()
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A key, in quotes where it needs them.
fn key(name: &str) -> String {
    let is_bare = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    if !name.is_empty() && name.chars().all(is_bare) { name.to_owned() } else { quoted_on_a_line(name) }
}

fn quoted_on_a_line(name: &str) -> String {
    let escaped: String = name
        .chars()
        .flat_map(|letter| match letter {
            '"' | '\\' => vec!['\\', letter],
            letter if letter.is_control() => format!("\\u{:04X}", u32::from(letter)).chars().collect(),
            letter => vec![letter],
        })
        .collect();
    format!("\"{escaped}\"")
}

/// A fact: a plain number as one, all else as text, so that it reads back as it was written.
fn fact(text: &str) -> String {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let is_plain = digits(whole) && digits(rest) && whole.len() < 16 && (whole.len() == 1 || !whole.starts_with('0'));
    if is_plain { text.to_owned() } else { quoted(text) }
}

/// The rows of a file.
pub(super) fn read(path: &Path) -> Result<(Vec<Entry>, Vec<Finding>), Error> {
    let file = path.display().to_string();
    let unreadable = |source| Error::Unreadable { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    crate::read::open(path)?.take(LENGTH_MAX + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LENGTH_MAX {
        let line = long_line(path).map_err(unreadable)?;
        let message = "the sheet is longer than 16 MiB; a text has at most 32,767 characters";
        let fault = Finding::new(Code::Q628, Place::file(file, line), message, "shorten the text at this line");
        return Err(Error::Faults(vec![fault]));
    }
    match String::from_utf8(bytes) {
        Ok(text) => entries(&Definition { file, text }),
        Err(error) => {
            let line = line_at(error.as_bytes(), error.utf8_error().valid_up_to());
            Err(refused(&file, Some(line), "the text is not UTF-8", "save the file as UTF-8"))
        }
    }
}

/// The first line that alone is longer than a text may be; found without holding it.
fn long_line(path: &Path) -> std::io::Result<Option<u64>> {
    let mut reader = BufReader::new(File::open(path)?);
    let (mut line, mut length) = (1, 0);
    loop {
        let block = reader.fill_buf()?;
        if block.is_empty() {
            return Ok(None);
        }
        let count = match memchr::memchr(b'\n', block) {
            Some(end) => {
                (line, length) = (line + 1, 0);
                end + 1
            }
            None => {
                length += block.len();
                block.len()
            }
        };
        if length > 4 * TEXT_MAX {
            return Ok(Some(line));
        }
        reader.consume(count);
    }
}

const KEYS: [&str; 3] = ["question", "answer", "evidence"];

pub(super) fn entries(definition: &Definition) -> Result<(Vec<Entry>, Vec<Finding>), Error> {
    let root = match DeTable::parse(&definition.text) {
        Ok(root) => root.into_inner(),
        Err(_) => {
            // The same text, read for its fault in words.
            let mut fault = definition.parse::<toml::Table>().err().ok_or_else(|| {
                refused(&definition.file, None, "the file is not TOML", "`opencities assess sheet` writes one that is")
            })?;
            fault.code = Code::Q630;
            "put texts in quotes, and write \\\" for a quote inside".clone_into(&mut fault.hint);
            return Err(Error::Faults(vec![*fault]));
        }
    };
    let mut intake = Intake { definition, entries: Vec::new(), findings: Vec::new() };
    for (key, value) in &root {
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("sheet", DeValue::Table(table)) => intake.named(table, ABOUT),
            ("facts", DeValue::Table(table)) => intake.named(table, FACT),
            ("answer", DeValue::Array(list)) => list.iter().for_each(|entry| intake.answer(entry)),
            (name, _) => {
                let place = intake.place(key.span().start);
                let hint = "a sheet has [sheet], [facts] and [[answer]]";
                intake.findings.push(Finding::new(Code::Q630, place, format!("`{name}` is no part of a sheet"), hint));
            }
        }
    }
    Ok((intake.entries, intake.findings))
}

struct Intake<'a> {
    definition: &'a Definition,
    entries: Vec<Entry>,
    findings: Vec<Finding>,
}

impl Intake<'_> {
    fn place(&self, at: usize) -> Place {
        let line = line_at(self.definition.text.as_bytes(), at);
        Place::file(self.definition.file.as_str(), Some(line))
    }

    /// The rows of a table of names.
    fn named(&mut self, table: &DeTable<'_>, prefix: &str) {
        for (key, value) in table {
            let place = self.place(key.span().start);
            let Some(answer) = self.scalar(value) else { continue };
            let code = format!("{prefix}{}", key.get_ref());
            self.entries.push(Entry { code, answer, code_place: place.clone(), place, ..Entry::default() });
        }
    }

    fn answer(&mut self, value: &Spanned<DeValue<'_>>) {
        let place = self.place(value.span().start);
        let DeValue::Table(table) = value.get_ref() else {
            let hint = "write [[answer]] with question, answer and evidence";
            self.findings.push(Finding::new(Code::Q630, place, "an answer is a table", hint));
            return;
        };
        let mut entry = Entry { code_place: place.clone(), place, ..Entry::default() };
        for (key, value) in table {
            let Some(text) = self.scalar(value) else { continue };
            match key.get_ref().as_ref() {
                "question" => {
                    entry.code_place = self.place(key.span().start);
                    entry.code = text;
                }
                "answer" => {
                    entry.place = self.place(key.span().start);
                    entry.answer = text;
                }
                "evidence" => {
                    entry.evidence_place = self.place(key.span().start);
                    entry.evidence = text;
                }
                name => {
                    let place = self.place(key.span().start);
                    let alike = nearest(name, KEYS).first().map(|known| format!("did you mean `{known}`?"));
                    let hint = alike.unwrap_or_else(|| "an answer has question, answer and evidence".to_owned());
                    self.findings.push(Finding::new(
                        Code::Q630,
                        place,
                        format!("`{name}` is no part of an answer"),
                        hint,
                    ));
                }
            }
        }
        self.entries.push(entry);
    }

    /// A text or a plain value as text.
    fn scalar(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(number) => Some(number.to_string()),
            DeValue::Float(number) => Some(number.to_string()),
            DeValue::Boolean(truth) => Some(truth.to_string()),
            DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
                let place = self.place(value.span().start);
                self.findings.push(Finding::new(Code::Q630, place, "a text belongs here", "put it in quotes"));
                None
            }
        }
    }
}

/// The text of a sheet with the answer to one question and its evidence changed, and nothing else. Where no answer is given,
/// what stands there as one stays, though it may be none of the scale: its owner alone knows what was meant.
///
/// # Errors
/// [`Error::Faults`] where the text is no sheet, or is written so that it cannot be changed in place.
pub fn patched(file: &str, text: &str, given: &Given) -> Result<String, Error> {
    let root = DeTable::parse(text).map_err(|_| {
        refused(file, None, "the file is no sheet any more", "correct it; `opencities assess check` names the line")
    })?;
    let list = root.get_ref().iter().find(|(key, _)| key.get_ref() == "answer").map(|(_, value)| value.get_ref());
    let is_asked = |table: &&DeTable<'_>| {
        value_of(table, "question").is_some_and(|value| value.get_ref().as_str() == Some(given.question.as_str()))
    };
    let tables = list.and_then(DeValue::as_array).into_iter().flat_map(|list| list.iter());
    let table = tables.filter_map(|entry| entry.get_ref().as_table()).find(is_asked);
    let Some(table) = table else {
        let mut longer = text.to_owned();
        if !longer.ends_with('\n') {
            longer.push('\n');
        }
        return Ok(longer + &block(given));
    };
    let answer = given.answer.as_deref().map(|code| ("answer", quoted(code)));
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut new_lines = String::new();
    for (key, value) in answer.into_iter().chain([("evidence", quoted(&given.evidence))]) {
        match value_of(table, key) {
            Some(old) => edits.push((old.span(), value)),
            None => new_lines.push_str(&format!("\n{key} = {value}")),
        }
    }
    if let Some(question) = value_of(table, "question").filter(|_| !new_lines.is_empty()) {
        let end = question.span().end;
        edits.push((end..end, new_lines));
    }
    edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut changed = text.to_owned();
    for (span, value) in edits {
        changed.replace_range(span, &value);
    }
    Ok(changed)
}

fn value_of<'a, 'b>(table: &'a DeTable<'b>, key: &str) -> Option<&'a Spanned<DeValue<'b>>> {
    table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
}
