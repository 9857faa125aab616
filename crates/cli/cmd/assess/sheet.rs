//! `assess sheet`: an empty sheet, or one that carries earlier answers over. It does not write over the sheet that it carries
//! from, since what is not carried over stays there alone.

use std::path::{Path, PathBuf, absolute};

use opencities_engine::finding::Severity;
use opencities_engine::framework::is_code;
use opencities_io::questionnaire::sheet::{Existing, Format, bytes, fault, read, save, stated_facts};
use opencities_io::questionnaire::{Answers, Carried, carry};
use opencities_io::{Error, fold};

use super::{index_of, open};
use crate::args;
use crate::failure::{Failure, count};
use crate::output::say;

/// Codes that are named one by one.
const NAMED: usize = 8;

pub(super) fn run(args: &args::Sheet) -> Result<(), Failure> {
    let formats = args.output.iter().map(|path| Format::of(path)).collect::<Result<Vec<Format>, Error>>()?;
    once_each(&args.output, args.from.as_deref())?;
    if let Some(path) = args.output.iter().find(|path| path.exists()).filter(|_| !args.overwrite) {
        let shown = path.display();
        let hint = "name another file, or --overwrite it; nothing was written".to_owned();
        return Err(Failure::Wrong(format!("{shown} is there already"), hint));
    }
    if !is_code(&args.unit) {
        let hint = format!("write for example `{}`, and the name with --name", fold(&args.unit));
        return Err(Failure::Wrong(format!("`{}` is not a code", args.unit), hint));
    }
    if !args.period.is_dated() {
        let hint = "write 2026, 2026-H1, 2026-Q3 or 2026-07".to_owned();
        return Err(Failure::Wrong("a sheet is about a period".to_owned(), hint));
    }
    let old = args.from.as_deref().map(read).transpose()?;
    if let Some(old) = old.as_ref().filter(|old| !old.findings.is_empty()) {
        return Err(Failure::Input(Error::Faults(old.findings.clone())));
    }
    let (index, questionnaire) = open(&index_of(old.as_ref(), args.index.as_deref()))?;
    let name = args.name.as_deref().unwrap_or_default();
    let mut answers = match &old {
        Some(old) if old.answers.questionnaire != questionnaire.code => {
            let message = format!("{} answers `{}`, not `{}`", old.file, old.answers.questionnaire, questionnaire.code);
            let hint = format!("name its index: --index {}", old.answers.questionnaire);
            return Err(Failure::Wrong(message, hint));
        }
        Some(old) => {
            let carried = carry(&questionnaire, &old.answers, &args.unit, name, args.period);
            tell(&carried, &old.file, &old.answers);
            if old.answers.unit != args.unit {
                say(&format!("the answers carried over are those of `{}`, not of `{}`", old.answers.unit, args.unit));
            }
            carried.answers
        }
        None => Answers::new(&questionnaire, &args.unit, name, args.period),
    };
    let stated = args.fact.iter().map(|text| fact(text)).collect::<Result<Vec<(&str, &str)>, Failure>>()?;
    let findings = stated_facts(&questionnaire, &stated);
    if let Some(wrong) = findings.iter().find(|finding| finding.severity == Severity::Error) {
        return Err(Failure::Wrong(wrong.message.clone(), wrong.hint.clone()));
    }
    findings.iter().for_each(|finding| say(&finding.to_string()));
    for (fact, value) in stated {
        match answers.facts.iter_mut().find(|(known, _)| known == fact) {
            Some((_, old)) => value.clone_into(old),
            None => answers.facts.push((fact.to_owned(), value.to_owned())),
        }
    }
    for (path, format) in args.output.iter().zip(formats) {
        let existing = if args.overwrite { Existing::Replace } else { Existing::Keep };
        save(path, &bytes(&answers, &questionnaire, &index.framework, format)?, existing)?;
        say(&format!("wrote {}: {}", path.display(), count(questionnaire.questions.len(), "question")));
    }
    if let Some(first) = args.output.first() {
        let next = if Format::of(first)? == Format::Toml { "answer" } else { "check" };
        say(&format!("next: opencities assess {next} {}", first.display()));
    }
    Ok(())
}

/// Files to write that are one each, and none of them the old sheet.
fn once_each(output: &[PathBuf], from: Option<&Path>) -> Result<(), Failure> {
    let old = from.map(real);
    let mut seen = Vec::new();
    for path in output {
        let file = real(path);
        if old.as_ref() == Some(&file) {
            let message = format!("{} is the sheet that is carried over", path.display());
            let hint = "name another file with -o: what is not carried over stays in the old one; nothing was written";
            return Err(Failure::Wrong(message, hint.to_owned()));
        }
        if seen.contains(&file) {
            let message = format!("{} is named twice", path.display());
            return Err(Failure::Wrong(message, "name each file once; nothing was written".to_owned()));
        }
        seen.push(file);
    }
    Ok(())
}

/// The file that a path leads to; one that is not there yet by the folder that it will stand in.
fn real(path: &Path) -> PathBuf {
    let whole = absolute(path).unwrap_or_else(|_| path.to_owned());
    let beside = || Some(whole.parent()?.canonicalize().ok()?.join(whole.file_name()?));
    whole.canonicalize().ok().or_else(beside).unwrap_or(whole)
}

fn fact(text: &str) -> Result<(&str, &str), Failure> {
    let wrong = |message: String, hint: &str| Failure::Wrong(message, hint.to_owned());
    let (name, value) = text
        .split_once('=')
        .filter(|(name, _)| is_code(name))
        .ok_or_else(|| wrong(format!("`{text}` is not NAME=VALUE"), "write for example --fact population=291134"))?;
    match fault(value) {
        Some((_, message, hint)) => Err(wrong(format!("the fact `{name}`: {message}"), hint)),
        None => Ok((name, value.trim())),
    }
}

/// Says what was carried over, and what was not.
fn tell(carried: &Carried, file: &str, old: &Answers) {
    let version = if old.version == carried.answers.version {
        String::new()
    } else {
        format!(" (version {} to {})", old.version, carried.answers.version)
    };
    say(&format!("carried over from {file}{version}: {}", count(carried.carried, "answer")));
    let unknown: Vec<String> = carried.unknown.iter().map(|(code, answer)| format!("{code} (was {answer})")).collect();
    for (what, codes) in [
        ("new questions, open", &carried.added),
        ("questions that there are no more; they stay in the old sheet", &carried.dropped),
        ("answers that are none any more, open now, with their evidence", &unknown),
    ] {
        if !codes.is_empty() {
            let more = if codes.len() > NAMED { format!(" and {} more", codes.len() - NAMED) } else { String::new() };
            let named = codes.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
            say(&format!("note[Q635]: {} {what}: {named}{more}", codes.len()));
        }
    }
}
