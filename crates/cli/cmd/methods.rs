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
use crate::render::{self, Align};

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
    fn summary(&self) -> &'static str {
        self.page.trim().lines().next().unwrap_or_default().trim()
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

fn list(entries: &[&Entry]) -> String {
    let header = [("family", Align::Left), ("method", Align::Left), ("what it does", Align::Left)];
    let row = |entry: &&Entry| vec![entry.family.to_owned(), entry.name.to_owned(), entry.summary().to_owned()];
    let table = render::table(&header, entries.iter().map(row));
    table + "`opencities methods NAME` shows formula, parameters and TOML\n"
}

fn page(entry: &Entry) -> String {
    let mut text = format!("{} ({})\n\n", entry.name, entry.family);
    let mut code = false;
    for line in entry.page.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)) {
        // The worked example in Rust is for those who embed the library.
        if line.starts_with("```") {
            code = !code;
        } else if !code {
            text.push_str(line.strip_prefix("# ").unwrap_or(line));
            text.push('\n');
        }
    }
    let mut text = text.trim_end().to_owned();
    for axiom in entry.breaks {
        text.push_str(&format!("\n\nDoes not keep: {}", axiom.sentence()));
    }
    text.push_str("\n\nIn method.toml, with the defaults\n\n");
    text.extend(entry.toml.lines().map(|line| format!("    {line}\n")));
    for parameter in entry.parameters {
        text.push_str(&format!("\n  {}: {}", parameter.name, parameter.doc.trim()));
    }
    text.trim_end().to_owned() + "\n"
}
