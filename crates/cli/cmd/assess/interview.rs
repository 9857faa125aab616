//! The interview: asks one question after another and takes answers by number, letter or name. It knows neither files nor
//! terminals, only lines in and words out; where an answer is kept is the caller's matter.

use std::io::{BufRead, Write};

use opencities_engine::framework::Framework;
use opencities_io::questionnaire::sheet::{TEXT_MAX, fault};
use opencities_io::questionnaire::{Answer, Answers, Given, Question, Questionnaire};

use super::questions::heading;
use crate::failure::Failure;
use crate::render::wrapped;

/// Bytes of a line that are taken; what no text may hold is thrown away as it comes.
const LINE_MAX: usize = 4 * TEXT_MAX;

pub(super) struct Interview<'a, R, W> {
    questionnaire: &'a Questionnaire,
    framework: &'a Framework,
    answers: Answers,
    input: R,
    words: W,
    area: String,
}

/// What was typed.
enum Line {
    Text(String),
    /// Longer than any text may be, or no text.
    Unusable(&'static str),
    End,
}

/// What to do after a line.
enum Step {
    Stay,
    Next,
    /// The same question once more.
    Again,
    Back,
    Stop,
}

impl<'a, R: BufRead, W: Write> Interview<'a, R, W> {
    pub(super) fn new(
        questionnaire: &'a Questionnaire,
        framework: &'a Framework,
        answers: Answers,
        input: R,
        words: W,
    ) -> Self {
        Interview { questionnaire, framework, answers, input, words, area: String::new() }
    }

    /// Asks from the first open question on, until none is left, the lines end or the user stops.
    pub(super) fn run(&mut self, keep: &mut dyn FnMut(&Given) -> Result<(), Failure>) -> Result<(), Failure> {
        let questions = &self.questionnaire.questions;
        let title = format!("{}, {}: {}", self.answers.shown_name(), self.answers.period, self.questionnaire.name);
        self.say(&wrapped(&title, ""))?;
        self.say("1 or a: an answer · Enter: skip · +: evidence · ?: help · <: back · q: stop\n")?;
        let mut next = self.open_from(0);
        while let Some(at) = next {
            let question = &questions[at];
            self.show(at, question)?;
            let step = loop {
                match self.step(question, keep)? {
                    Step::Stay => {}
                    step => break step,
                }
            };
            next = match step {
                Step::Back => Some(at.saturating_sub(1)),
                Step::Again => Some(at),
                Step::Stop => None,
                Step::Next | Step::Stay => self.open_from(at + 1),
            };
        }
        self.part()
    }

    /// The first open question from a place on.
    fn open_from(&self, start: usize) -> Option<usize> {
        let questions = &self.questionnaire.questions;
        (start..questions.len()).find(|&at| self.answers.answer(self.questionnaire, &questions[at]).is_none())
    }

    fn say(&mut self, words: &str) -> Result<(), Failure> {
        self.words.write_all(words.as_bytes())?;
        Ok(self.words.flush()?)
    }

    fn answered(&self) -> usize {
        self.questionnaire.questions.len() - self.answers.open(self.questionnaire).len()
    }

    fn show(&mut self, at: usize, question: &Question) -> Result<(), Failure> {
        let all = self.questionnaire.questions.len();
        let area = heading(self.framework, question);
        let mut text = String::new();
        if area != self.area {
            text.push_str(&format!("\n── {area} ──\n"));
            self.area = area;
        }
        text.push_str(&format!(
            "\nQuestion {} of {all} ({}), {} answered\n",
            at + 1,
            question.indicator,
            self.answered()
        ));
        text.push_str(&wrapped(&question.text, ""));
        for (number, answer) in self.questionnaire.answers(question).iter().enumerate() {
            // A key that names another answer, by its code, is not shown beside this one.
            let [number, letter] = [(number + 1).to_string(), letter(number).to_string()].map(|key| {
                let is_own = chosen(self.questionnaire, question, &key).is_some_and(|one| one.code == answer.code);
                if is_own { key } else { answer.code.clone() }
            });
            text.push_str(&format!("  {number} {letter}  {}\n", answer.label));
        }
        if let Some(answer) = self.answers.answer(self.questionnaire, question) {
            text.push_str(&format!("now: {}\n", answer.label));
        }
        if let Some(given) = self.answers.of(&question.indicator).filter(|given| !given.evidence.is_empty()) {
            text.push_str(&wrapped(&format!("evidence: {}", given.evidence), ""));
        }
        self.say(&text)
    }

    /// Takes a line and does what it says.
    fn step(
        &mut self,
        question: &Question,
        keep: &mut dyn FnMut(&Given) -> Result<(), Failure>,
    ) -> Result<Step, Failure> {
        self.say("> ")?;
        let text = match self.line()? {
            Line::End => return Ok(Step::Stop),
            Line::Unusable(why) => {
                self.say(&format!("{why}; choose an answer, or ? for help\n"))?;
                return Ok(Step::Stay);
            }
            Line::Text(text) => text,
        };
        match text.trim() {
            "" | ">" => return Ok(Step::Next),
            "q" | "quit" => return Ok(Step::Stop),
            "<" | "back" => return Ok(Step::Back),
            "?" | "help" => {
                let words = help(self.questionnaire, question);
                self.say(&words)?;
                return Ok(Step::Stay);
            }
            "+" => {
                return Ok(match self.evidence(question, "Evidence", keep)? {
                    Step::Stop => Step::Stop,
                    _ => Step::Stay,
                });
            }
            _ => {}
        }
        let Some(answer) = chosen(self.questionnaire, question, text.trim()) else {
            let shown: String = text.trim().chars().take(40).collect();
            let most = self.questionnaire.answers(question).len();
            self.say(&format!(
                "`{shown}` is no answer: write 1 to {most}, a to {}, or ? for help\n",
                letter(most - 1)
            ))?;
            return Ok(Step::Stay);
        };
        let given = self.answers.of_mut(&question.indicator);
        given.answer = Some(answer.code.clone());
        keep(given)?;
        self.say(&wrapped(&format!("taken: {}", answer.label), ""))?;
        let what = if answer.score.is_none() { "Why does it not apply?" } else { "Evidence" };
        self.evidence(question, what, keep)
    }

    /// Asks what an answer rests on; Enter keeps what is there, and the keys of the questions are keys here, too.
    fn evidence(
        &mut self,
        question: &Question,
        what: &str,
        keep: &mut dyn FnMut(&Given) -> Result<(), Failure>,
    ) -> Result<Step, Failure> {
        let old = self.answers.of(&question.indicator).is_some_and(|given| !given.evidence.is_empty());
        let hint = if old { "Enter keeps it, - removes it" } else { "Enter for none" };
        loop {
            self.say(&format!("{what} ({hint}; ? help, < back, q stop) > "))?;
            let text = match self.line()? {
                Line::End => return Ok(Step::Stop),
                Line::Unusable(why) => {
                    self.say(&format!("{why}: name a document, and where it can be found\n"))?;
                    continue;
                }
                Line::Text(text) => text.trim().to_owned(),
            };
            match text.as_str() {
                "" => return Ok(Step::Next),
                "q" => return Ok(Step::Stop),
                "<" => return Ok(Step::Again),
                "?" => {
                    let words = help(self.questionnaire, question);
                    self.say(&words)?;
                    continue;
                }
                _ => {}
            }
            if let Some((_, message, hint)) = fault(&text) {
                self.say(&format!("{message}: {hint}\n"))?;
                continue;
            }
            let given = self.answers.of_mut(&question.indicator);
            given.evidence = if text == "-" && old { String::new() } else { text };
            keep(given)?;
            return Ok(Step::Next);
        }
    }

    /// The next line, held to a length.
    fn line(&mut self) -> Result<Line, Failure> {
        let mut bytes = Vec::new();
        let mut is_long = false;
        loop {
            let block = self.input.fill_buf()?;
            if block.is_empty() {
                // A last line without an end is a line.
                if bytes.is_empty() {
                    return Ok(Line::End);
                }
                break;
            }
            let end = block.iter().position(|byte| *byte == b'\n');
            let part = &block[..end.unwrap_or(block.len())];
            is_long |= bytes.len() + part.len() > LINE_MAX;
            if !is_long {
                bytes.extend_from_slice(part);
            }
            let taken = end.map_or(block.len(), |end| end + 1);
            self.input.consume(taken);
            if end.is_some() {
                break;
            }
        }
        if is_long {
            return Ok(Line::Unusable("this line is longer than a text may be and was not taken"));
        }
        Ok(String::from_utf8(bytes).map_or(Line::Unusable("this line is not UTF-8 and was not taken"), Line::Text))
    }

    /// Says how far it is, area by area.
    fn part(&mut self) -> Result<(), Failure> {
        let all = self.questionnaire.questions.len();
        let mut text = format!("\n{} of {all} questions answered, and kept in the file.\n", self.answered());
        let mut areas: Vec<(String, usize)> = Vec::new();
        for question in self.answers.open(self.questionnaire) {
            let area = heading(self.framework, question);
            match areas.iter_mut().find(|(known, _)| *known == area) {
                Some((_, count)) => *count += 1,
                None => areas.push((area, 1)),
            }
        }
        if !areas.is_empty() {
            text.push_str("Open, to go on with when this is called again:\n");
            areas.iter().for_each(|(area, count)| text.push_str(&format!("  {count:>2}  {area}\n")));
        }
        self.say(&text)
    }
}

/// The letter of an answer.
fn letter(number: usize) -> char {
    char::from(b'a' + (number % 26) as u8)
}

/// The answer that a text names: by its code, its number, its letter, or else its label or another spelling.
/// The code comes first, since a scale may have numbers or letters for codes.
fn chosen<'a>(questionnaire: &'a Questionnaire, question: &'a Question, text: &str) -> Option<&'a Answer> {
    let answers = questionnaire.answers(question);
    let by_code = answers.iter().find(|answer| answer.code.eq_ignore_ascii_case(text));
    let by_number = || text.parse::<usize>().ok().and_then(|number| answers.get(number.checked_sub(1)?));
    let by_letter = || {
        let mut letters = text.chars();
        let wanted = letters.next().filter(|_| letters.next().is_none())?.to_ascii_lowercase();
        answers.iter().enumerate().find(|(number, _)| letter(*number) == wanted).map(|(_, answer)| answer)
    };
    by_code.or_else(by_number).or_else(by_letter).or_else(|| questionnaire.answer(question, text))
}

/// What helps with a question: its help, the evidence wanted, and when each answer is the right one.
fn help(questionnaire: &Questionnaire, question: &Question) -> String {
    let mut text = String::new();
    for (name, words) in [("", &question.help), ("Evidence: ", &question.evidence)] {
        if !words.is_empty() {
            text.push_str(&wrapped(&format!("{name}{words}"), "  "));
        }
    }
    for answer in questionnaire.answers(question) {
        text.push_str(&wrapped(&format!("{}: {}", answer.label, answer.meaning), "  "));
    }
    text
}
