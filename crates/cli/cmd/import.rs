//! `import`: an index folder from another program's files.

use std::path::Path;

use opencities_io::import::{self, Imported, Renamed};

use crate::args::ImportCommand;
use crate::failure::{Failure, count};
use crate::output::{print, say};
use crate::render::{self, Align};

pub(crate) fn run(command: &ImportCommand) -> Result<(), Failure> {
    match command {
        ImportCommand::Coinr { data, meta, output } => write(&import::coinr(data, meta, &name(output))?, output),
        ImportCommand::CoinTool { book, output } => write(&import::coin_tool(book, &name(output))?, output),
    }
}

/// The index is called after its folder.
fn name(folder: &Path) -> String {
    folder.file_name().map_or_else(|| "imported".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn write(imported: &Imported, folder: &Path) -> Result<(), Failure> {
    imported.write(folder)?;
    imported.findings.iter().for_each(|finding| say(&finding.to_string()));
    say(&format!("wrote {} to {}", count(imported.files.len(), "file"), folder.display()));
    say(&format!("next: opencities rank --index {}", folder.display()));
    if imported.renamed.is_empty() {
        return Ok(());
    }
    let header = [("kind", Align::Left), ("there", Align::Left), ("here", Align::Left)];
    let row = |Renamed { kind, from, to }: &Renamed| vec![(*kind).to_owned(), from.clone(), to.clone()];
    print(&render::table(&header, imported.renamed.iter().map(row)))
}
