//! `init`: a small working index folder to start from.

use crate::args::Init;
use crate::failure::Failure;
use crate::output::say;

macro_rules! template {
    ($($file:literal),* $(,)?) => { &[$(($file, include_str!(concat!("../template/", $file)))),*] };
}

/// The files of the example, in the order in which one reads them.
const TEMPLATE: &[(&str, &str)] = template![
    "README.md",
    "framework.toml",
    "people.toml",
    "places.toml",
    "units.csv",
    "observations.csv",
    "sources.toml",
    "method.toml",
    "assumptions.toml",
    "peers.toml",
    "datapackage.json",
    "weights/people-first.toml",
];

pub(crate) fn run(args: &Init) -> Result<(), Failure> {
    let folder = &args.folder;
    let taken =
        folder.exists() && (!folder.is_dir() || folder.read_dir().map_or(true, |mut files| files.next().is_some()));
    if taken {
        let message = format!("{} exists and is not an empty folder", folder.display());
        return Err(Failure::Wrong(message, "name a new folder; nothing was written".to_owned()));
    }
    for (file, text) in TEMPLATE {
        let path = folder.join(file);
        let made = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&path, text));
        made.map_err(|error| {
            let message = format!("{} cannot be written: {error}", path.display());
            Failure::Wrong(message, "name a folder that may be written to".to_owned())
        })?;
    }
    say(&format!("wrote {} files to {}", TEMPLATE.len(), folder.display()));
    say(&format!("next: opencities rank --index {}", folder.display()));
    Ok(())
}
