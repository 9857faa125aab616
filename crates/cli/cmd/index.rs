//! `index list`: the shipped indices.

use opencities_engine::registry::Choice;
use opencities_io::questionnaire::Questionnaire;
use opencities_io::{Folder, Index};

use crate::failure::{Failure, count};
use crate::output::print;
use crate::render::wrapped;

pub(crate) fn run() -> Result<(), Failure> {
    let mut text = String::new();
    for code in Folder::shipped() {
        let index = Index::open(&code)?;
        let about = index.framework.about();
        text.push_str(&format!("{code}: {}\n", about.name));
        text.push_str(&wrapped(&about.description, "  "));
        let levels: Vec<String> =
            index.framework.levels().iter().map(|level| count(index.framework.on_level(level).len(), level)).collect();
        text.push_str(&format!("  framework: {}\n", levels.join(", ")));
        let method = &index.method;
        text.push_str(&format!(
            "  method: impute {}, treat {}, normalise {}, aggregate {}\n",
            chosen(&method.impute, |method| method.name()),
            chosen(&method.treat, |method| method.name()),
            chosen(&method.normalise, |method| method.name()),
            chosen(&method.aggregate, |method| method.name()),
        ));
        for weights in index.weights()? {
            text.push_str(&wrapped(&format!("--weights {}: {}", weights.name, weights.description), "  "));
        }
        text.push_str(&wrapped(&format!("cite: {}", about.citation), "  "));
        // One that cities answer themselves has no figures of its own.
        text.push_str(&wrapped(&format!("begin: {}", begin(&index)?), "  "));
    }
    print(&text)
}

/// What to type first.
fn begin(index: &Index) -> Result<String, Failure> {
    let code = &index.framework.about().code;
    Ok(match Questionnaire::of(index)? {
        Some((questionnaire, _)) => format!(
            "`opencities assess questions --index {code}` has its {} questions, `opencities assess --help` the steps; it is \
             ranked with --index {code} --data ANSWERS",
            questionnaire.questions.len()
        ),
        None => format!("`opencities rank --index {code}`, `opencities check --index {code}`"),
    })
}

fn chosen<T>(choice: &Choice<T>, name: impl Fn(&T) -> &'static str) -> String {
    let others = choice.by_level.len() + choice.by_node.len();
    if others == 0 { name(&choice.default).to_owned() } else { format!("{} and {others} more", name(&choice.default)) }
}
