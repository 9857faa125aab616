//! A sheet as a workbook for an office: what it is about, the questions with lists of answers to choose from, and a page that
//! explains. Three columns of it are read back, by their heads.

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format as Style, FormatAlign, FormatBorder, Formula, RowNum,
    Workbook, Worksheet, XlsxError,
};

use opencities_engine::framework::Framework;

use super::super::answers::{area_name, short_name};
use super::super::{Answers, Questionnaire};
use super::{ABOUT, FACT, about, in_order, of_fact};
use crate::Error;

/// The sheets, in their order.
const EXPLANATION: &str = "Explanation";
const CITY: &str = "City";
const QUESTIONS: &str = "Questions";
const SCALES: &str = "Scales";
/// The heads of the page of questions; three of them are read back.
pub(super) const HEADS: [&str; 8] =
    ["code", "name", "area", "question", "help", "evidence wanted", "answer", "evidence"];
/// The head of the column that explains, on the page of what the sheet is about.
pub(super) const WHAT: &str = "what";
/// The position of the answer among them; the evidence follows.
const ANSWER: u16 = 6;
/// Rows get their height, since programs other than Excel do not find it by themselves.
const LINE_HEIGHT: usize = 15;
const LINES_MAX: usize = 27;
const PAPER_A4: u8 = 9;

/// How cells look.
struct Styles {
    head: Style,
    words: Style,
    code: Style,
    /// A cell to be filled in.
    open: Style,
    title: Style,
}

impl Styles {
    fn new() -> Self {
        let words =
            || Style::new().set_text_wrap().set_align(FormatAlign::Top).set_align(FormatAlign::Left).set_indent(1);
        let border = Color::RGB(0x00BF_BFBF);
        Styles {
            head: words().set_bold().set_border_bottom(FormatBorder::Thin),
            words: words(),
            code: words().set_font_color(Color::RGB(0x0059_5959)),
            // As text, so that a figure or a date stays what was typed.
            open: words()
                .set_num_format("@")
                .set_background_color(Color::RGB(0x00FF_F8DC))
                .set_border(FormatBorder::Thin)
                .set_border_color(border),
            title: words().set_bold().set_font_size(14.0),
        }
    }
}

/// The workbook as bytes.
pub(super) fn bytes(answers: &Answers, questionnaire: &Questionnaire, framework: &Framework) -> Result<Vec<u8>, Error> {
    book(answers, questionnaire, framework).map_err(|error| Error::Unwritable {
        path: "a workbook".into(),
        source: std::io::Error::other(error.to_string()),
    })
}

fn book(answers: &Answers, questionnaire: &Questionnaire, framework: &Framework) -> Result<Vec<u8>, XlsxError> {
    let styles = Styles::new();
    let mut workbook = Workbook::new();
    // A fixed date, since the library would put the time of the run into the file.
    let date = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_title(&questionnaire.name).set_creation_datetime(&date));
    explain(workbook.add_worksheet(), questionnaire, &styles)?;
    city(workbook.add_worksheet(), answers, questionnaire, &styles)?;
    questions(workbook.add_worksheet(), answers, questionnaire, framework, &styles)?;
    scales(workbook.add_worksheet(), questionnaire, &styles)?;
    workbook.save_to_buffer()
}

/// Lines that a text takes in a column of this width. Letters are narrower than the digits that widths count.
fn lines(text: &str, width: f64) -> usize {
    text.lines().map(|line| line.chars().count().div_ceil(width as usize).max(1)).sum()
}

/// A row of texts, as high as the longest needs.
fn row(sheet: &mut Worksheet, at: RowNum, cells: &[(&str, f64, &Style)]) -> Result<(), XlsxError> {
    let mut most = 1;
    for (column, (text, width, style)) in (0..).zip(cells) {
        sheet.write_string_with_format(at, column, *text, style)?;
        most = most.max(lines(text, *width));
    }
    sheet.set_row_height(at, (most.min(LINES_MAX) * LINE_HEIGHT) as f64)?;
    Ok(())
}

fn page(sheet: &mut Worksheet, name: &str, widths: &[f64]) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    for (column, width) in (0..).zip(widths) {
        sheet.set_column_width(column, *width)?;
    }
    sheet.set_landscape().set_paper_size(PAPER_A4).set_print_fit_to_pages(1, 0);
    Ok(())
}

fn explain(sheet: &mut Worksheet, questionnaire: &Questionnaire, styles: &Styles) -> Result<(), XlsxError> {
    const WIDTH: [f64; 1] = [100.0];
    page(sheet, EXPLANATION, &WIDTH)?;
    let title = format!("{} (version {})", questionnaire.name, questionnaire.version);
    row(sheet, 0, &[(&title, 80.0, &styles.title)])?;
    let how = "How to fill this in: the yellow cells are yours. Say on the sheet \"City\" who answers and for which period. On \
               the sheet \"Questions\" choose an answer from the list, and write beside it what it rests on. Leave open what \
               you do not know. Rows may be sorted and hidden; their codes and the heads of the columns must stay. Formulas \
               are not read: write what they come to. \"Scales\" says when an answer is the right one.";
    let paragraphs = questionnaire.introduction.split("\n\n").chain([how]);
    for (at, text) in (1..).zip(paragraphs.map(str::trim).filter(|text| !text.is_empty())) {
        row(sheet, 2 * at, &[(text, 100.0, &styles.words)])?;
    }
    Ok(())
}

fn city(
    sheet: &mut Worksheet,
    answers: &Answers,
    questionnaire: &Questionnaire,
    styles: &Styles,
) -> Result<(), XlsxError> {
    const WIDTHS: [f64; 3] = [30.0, 40.0, 80.0];
    page(sheet, CITY, &WIDTHS)?;
    row(sheet, 0, &[("code", 30.0, &styles.head), ("answer", 40.0, &styles.head), (WHAT, 80.0, &styles.head)])?;
    let about = about(answers).map(|(name, words, value)| (format!("{ABOUT}{name}"), value, words.to_owned()));
    let facts = answers.facts.iter();
    let facts = facts.map(|(name, value)| (format!("{FACT}{name}"), value.clone(), of_fact(questionnaire, name)));
    for (at, (code, value, words)) in (1..).zip(about.into_iter().chain(facts)) {
        row(sheet, at, &[(&code, 30.0, &styles.code), (&value, 40.0, &styles.open), (&words, 80.0, &styles.words)])?;
    }
    sheet.set_freeze_panes(1, 0).map(|_| ())
}

fn questions(
    sheet: &mut Worksheet,
    answers: &Answers,
    questionnaire: &Questionnaire,
    framework: &Framework,
    styles: &Styles,
) -> Result<(), XlsxError> {
    // A code that is broken over lines is hard to find again.
    let longest = answers.given.iter().map(|given| given.question.chars().count()).max().unwrap_or_default();
    let widths = [(longest + 3).clamp(12, 40) as f64, 22.0, 22.0, 48.0, 44.0, 30.0, 17.0, 55.0];
    let head: Vec<(&str, f64)> = HEADS.into_iter().zip(widths).collect();
    page(sheet, QUESTIONS, &widths)?;
    let heads: Vec<(&str, f64, &Style)> = head.iter().map(|&(name, width)| (name, width, &styles.head)).collect();
    row(sheet, 0, &heads)?;
    let mut last = 0;
    for (at, given) in (1..).zip(in_order(answers, questionnaire)) {
        let question = questionnaire.question(&given.question);
        let label = question.and_then(|question| answers.answer(questionnaire, question)).map(|answer| &answer.label);
        let answer = label.or(given.answer.as_ref()).map_or("", String::as_str);
        let area = area_name(framework, &given.question);
        let [text, help, wanted] = question
            .map_or([""; 3], |question| [question.text.as_str(), question.help.as_str(), question.evidence.as_str()]);
        let name = short_name(framework, &given.question);
        let texts = [given.question.as_str(), name, &area, text, help, wanted, answer, &given.evidence];
        let style = |column: usize| match column {
            0 => &styles.code,
            column if column >= usize::from(ANSWER) => &styles.open,
            _ => &styles.words,
        };
        let cells: Vec<(&str, f64, &Style)> =
            texts.iter().enumerate().map(|(column, text)| (*text, head[column].1, style(column))).collect();
        row(sheet, at, &cells)?;
        if let Some(list) = question.and_then(|question| list(questionnaire, &question.scale)) {
            sheet.add_data_validation(at, ANSWER, at, ANSWER, &list)?;
        }
        last = at;
    }
    sheet.autofilter(0, 0, last, ANSWER + 1)?;
    sheet.set_freeze_panes(1, 2)?;
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

/// The list of the answers of a scale: the labels on the sheet of scales.
fn list(questionnaire: &Questionnaire, scale: &str) -> Option<DataValidation> {
    let mut first = 2;
    for known in &questionnaire.scales {
        if known.code == scale && !known.answer.is_empty() {
            let range = format!("={SCALES}!$C${first}:$C${}", first + known.answer.len() - 1);
            let list = DataValidation::new().allow_list_formula(Formula::new(range));
            let list = list.set_error_title("Not on the list").ok()?;
            return list.set_error_message("Choose one of the answers of the list, or leave the cell empty.").ok();
        }
        first += known.answer.len();
    }
    None
}

fn scales(sheet: &mut Worksheet, questionnaire: &Questionnaire, styles: &Styles) -> Result<(), XlsxError> {
    const HEAD: [(&str, f64); 5] =
        [("scale", 14.0), ("short", 18.0), ("label", 20.0), ("counts", 12.0), ("meaning", 90.0)];
    page(sheet, SCALES, &HEAD.map(|(_, width)| width))?;
    row(sheet, 0, &HEAD.map(|(name, width)| (name, width, &styles.head)))?;
    let answers = questionnaire.scales.iter().flat_map(|scale| scale.answer.iter().map(move |answer| (scale, answer)));
    for (at, (scale, answer)) in (1..).zip(answers) {
        let counts = answer.score.map_or("no score".to_owned(), |score| score.to_string());
        let texts = [scale.code.as_str(), &answer.code, &answer.label, &counts, &answer.meaning];
        let cells: Vec<(&str, f64, &Style)> =
            texts.iter().zip(HEAD).map(|(text, (_, width))| (*text, width, &styles.words)).collect();
        row(sheet, at, &cells)?;
    }
    sheet.set_freeze_panes(1, 0).map(|_| ())
}
