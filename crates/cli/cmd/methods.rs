//! `methods`: the reference, generated from the registered methods.

use opencities_engine::aggregate::Aggregation;
use opencities_engine::axiom::Axiom;
use opencities_engine::impute::Imputation;
use opencities_engine::normalise::Normalisation;
use opencities_engine::registry::Parameter;
use opencities_engine::treat::Treatment;
use opencities_engine::weigh::Weighting;
use opencities_io::nearest;
use serde::Serialize;

use crate::args::Methods;
use crate::failure::Failure;
use crate::output::print;
use crate::render;

/// A method as the reference shows it.
struct Entry {
    family: &'static str,
    name: &'static str,
    page: &'static str,
    parameters: &'static [Parameter],
    /// The axioms of the family that it breaks.
    breaks: &'static [Axiom],
    /// Its table in method.toml, with the default parameters.
    toml: String,
}

impl Entry {
    /// The first paragraph of its page.
    fn summary(&self) -> String {
        let lines = self.page.trim().lines().map(str::trim).take_while(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join(" ")
    }
}

macro_rules! entries {
    ($($family:ident),*) => {
        [$($family::all().iter().map(|method| Entry {
            family: $family::KEY,
            name: method.name(),
            page: method.page(),
            parameters: method.parameters(),
            breaks: method.breaks(),
            toml: toml_of($family::KEY, method),
        }).collect::<Vec<Entry>>()),*].into_iter().flatten().collect()
    };
}

fn toml_of(family: &str, method: &impl Serialize) -> String {
    let nested = std::collections::BTreeMap::from([(family, method)]);
    toml::to_string(&nested).unwrap_or_default()
}

pub(crate) fn run(args: &Methods) -> Result<(), Failure> {
    let entries: Vec<Entry> = entries!(Imputation, Treatment, Normalisation, Weighting, Aggregation);
    let Some(wanted) = args.name.as_deref() else { return print(&list(&entries.iter().collect::<Vec<_>>())) };
    let family: Vec<&Entry> = entries.iter().filter(|entry| entry.family == wanted).collect();
    if !family.is_empty() {
        return print(&list(&family));
    }
    let named: Vec<&Entry> = entries.iter().filter(|entry| entry.name == wanted).collect();
    if named.is_empty() {
        let known = entries.iter().flat_map(|entry| [entry.family, entry.name]);
        let alike = nearest(wanted, known).join(", ");
        let hint = if alike.is_empty() {
            "`opencities methods` lists all".to_owned()
        } else {
            format!("did you mean {alike}?")
        };
        return Err(Failure::Wrong(format!("there is no method or family called `{wanted}`"), hint));
    }
    print(&named.into_iter().map(page).collect::<Vec<_>>().join("\n"))
}

/// Letters that a name takes in the list; a longer one stands on a line of its own.
const NAME: usize = 26;

fn list(entries: &[&Entry]) -> String {
    let mut text = String::new();
    let mut family = "";
    for entry in entries {
        if entry.family != family {
            family = entry.family;
            text.push_str(&format!("{}{family}\n", if text.is_empty() { "" } else { "\n" }));
        }
        let summary = render::wrapped(&entry.summary(), &" ".repeat(NAME));
        let name = format!("  {:width$}", entry.name, width = NAME - 2);
        match entry.name.len() + 3 > NAME {
            true => text.push_str(&format!("{}\n{summary}", name.trim_end())),
            false => text.push_str(&(name + &summary[NAME..])),
        }
    }
    text + "\n`opencities methods NAME` shows formula, parameters and TOML\n"
}

fn page(entry: &Entry) -> String {
    let mut text = format!("{} ({})\n", entry.name, entry.family);
    for block in blocks(entry.page) {
        match block {
            Block::Words(words) => text.push_str(&format!("\n{}", render::wrapped(&words, ""))),
            Block::Heading(heading) => text.push_str(&format!("\n{heading}\n")),
            Block::Code(lines) => lines.iter().for_each(|line| text.push_str(&format!("    {line}\n"))),
        }
    }
    if !entry.breaks.is_empty() {
        text.push_str("\nDoes not keep\n\n");
        let point = |axiom: &Axiom| format!("- {}", render::wrapped(axiom.sentence(), "  ").trim_start());
        text.extend(entry.breaks.iter().map(point));
    }
    text.push_str("\nIn method.toml, with the defaults\n\n");
    text.extend(entry.toml.lines().map(|line| format!("    {line}\n")));
    if !entry.parameters.is_empty() {
        text.push('\n');
    }
    for parameter in entry.parameters {
        let words = format!("{}: {}", parameter.name, parameter.doc.trim());
        text.push_str(&format!("- {}", render::wrapped(&words, "  ").trim_start()));
    }
    text
}

/// A piece of a page.
enum Block {
    Words(String),
    Heading(String),
    Code(Vec<String>),
}

/// The pieces of a page in Markdown, paragraphs as one line. Examples in Rust are left out: they are for those who embed
/// the library.
fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut lines = page.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
    let mut open = false;
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let code: Vec<String> = lines.by_ref().take_while(|line| *line != "```").map(str::to_owned).collect();
            if language == "toml" {
                blocks.push(Block::Code(code));
            }
            open = false;
        } else if let Some(heading) = line.strip_prefix("# ") {
            blocks.push(Block::Heading(heading.to_owned()));
            open = false;
        } else if line.trim().is_empty() {
            open = false;
        } else if let (Some(Block::Words(words)), true) = (blocks.last_mut(), open) {
            words.push(' ');
            words.push_str(line.trim());
        } else {
            blocks.push(Block::Words(line.trim().to_owned()));
            open = true;
        }
    }
    blocks
}
