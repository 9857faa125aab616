//! A path to write to (Handbook step 10). It is opened before the work starts, so that a path that cannot be written fails
//! at once; the file is written beside it and renamed, so that an interrupted run leaves the old file whole.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::{Export, ExportError, Format, Note, write_to};
use crate::chapter::{Chapter, markdown};

/// A file that will be written. Dropped unwritten, it leaves nothing behind.
#[derive(Debug)]
pub struct Target {
    path: PathBuf,
    format: Format,
    place: Place,
}

#[derive(Debug)]
enum Place {
    /// A new file in the same folder, and the file whose place it will take, links followed.
    Beside(NamedTempFile, PathBuf),
    /// What cannot be renamed over: a device, a pipe, a stream of this process.
    Direct(File),
}

/// Paths that mean an open stream even where it has been sent to an ordinary file.
const STREAMS: [&str; 4] = ["/dev/stdout", "/dev/stderr", "/dev/fd", "/proc"];

impl Target {
    /// Opens a path whose extension says the format.
    pub fn create(path: &Path) -> Result<Target, ExportError> {
        if path.is_dir() {
            return Err(ExportError::IsFolder { path: path.to_owned() });
        }
        Target::create_as(path, Format::from_path(path)?)
    }

    /// Opens a path for a format that its name may not tell, as `/dev/stdout` does not.
    pub fn create_as(path: &Path, format: Format) -> Result<Target, ExportError> {
        let refused = |error| ExportError::opening(path, error);
        let is_stream = STREAMS.iter().any(|stream| path.starts_with(stream));
        let place = match fs::metadata(path) {
            Ok(old) if old.is_dir() => {
                return Err(ExportError::IsFolder { path: path.to_owned() });
            }
            Ok(old) if is_stream || !old.is_file() => Place::Direct(existing(path).map_err(refused)?),
            Ok(old) => {
                // A file that may not be written shall not be replaced either.
                existing(path).map_err(refused)?;
                let real = path.canonicalize().map_err(refused)?;
                let file = beside(&real).map_err(refused)?;
                file.as_file().set_permissions(old.permissions()).map_err(refused)?;
                Place::Beside(file, real)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Place::Beside(beside(path).map_err(refused)?, path.to_owned())
            }
            Err(error) => return Err(refused(error)),
        };
        Ok(Target { path: path.to_owned(), format, place })
    }

    /// Where it was told to write.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it will write.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Writes the export and puts it in its place. On an error, what stood there before stays.
    pub fn write(self, export: &Export<'_>) -> Result<Vec<Note>, ExportError> {
        let Target { path, format, place } = self;
        let written = match place {
            Place::Direct(mut file) => write_to(format, export, &mut file),
            Place::Beside(file, real) => match (format, export.chapter, real.file_stem().and_then(OsStr::to_str)) {
                (Format::Markdown, Some(chapter), Some(stem)) => {
                    write_figures(chapter, &real, stem)?;
                    replace(file, &real, format, &Export { figures: Some(stem), ..*export })
                }
                _ => replace(file, &real, format, export),
            },
        };
        written.map_err(|error| error.at(&path))
    }
}

/// Writes the figures of a chapter beside it.
fn write_figures(chapter: &Chapter, real: &Path, stem: &str) -> Result<(), ExportError> {
    for figure in chapter.figures() {
        let path = real.with_file_name(markdown::file_name(stem, figure));
        let failed = |error: std::io::Error| ExportError::from(error).at(&path);
        let mut file = beside(&path).map_err(failed)?;
        file.write_all(figure.file().as_bytes()).map_err(failed)?;
        file.persist(&path).map_err(|error| failed(error.error))?;
    }
    Ok(())
}

fn replace(
    mut file: NamedTempFile,
    real: &Path,
    format: Format,
    export: &Export<'_>,
) -> Result<Vec<Note>, ExportError> {
    let notes = write_to(format, export, file.as_file_mut())?;
    // Some disks say only now that they are full.
    file.as_file().sync_all()?;
    file.persist(real).map_err(|error| error.error)?;
    Ok(notes)
}

fn existing(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().write(true).open(path)
}

pub(crate) fn beside(path: &Path) -> std::io::Result<NamedTempFile> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut builder = Builder::new();
    builder.prefix(".export-").suffix(".part");
    // The rights of any new file, less what the system's mask takes away.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::super::{CsvText, sample};
    use super::*;
    use std::fs::Permissions;

    fn files(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    }

    #[test]
    fn a_file_appears_whole_and_alone() {
        let folder = tempfile::tempdir().unwrap();
        let tables = [sample::table()];
        let export = sample::export(&tables, &[], CsvText::Guarded);
        for format in Format::ALL {
            let path = folder.path().join("out").with_extension(format.extension());
            let target = Target::create(&path).unwrap();
            assert_eq!((target.path(), target.format()), (path.as_path(), format));
            assert!(!path.exists());
            target.write(&export).unwrap();
            assert_eq!(fs::read(&path).unwrap(), sample::written(format, &export).0);
        }
        assert_eq!(files(folder.path()).len(), Format::ALL.len());
    }

    #[test]
    fn a_failed_or_forgotten_write_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.json");
        fs::write(&path, "old").unwrap();
        // The first table is written before the second is found to be at fault.
        let tables = [sample::table(), sample::unwritable()];
        let export = sample::export(&tables, &[], CsvText::Guarded);
        let error = Target::create(&path).unwrap().write(&export).unwrap_err();
        assert!(matches!(error, ExportError::ColumnType { .. }), "{error}");
        drop(Target::create(&path).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(files(folder.path()), ["out.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_has_usual_rights_and_an_old_one_keeps_its_own() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let [usual, new, old, link] =
            ["usual.csv", "new.csv", "old.csv", "link.csv"].map(|name| folder.path().join(name));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
        let tables = [sample::empty()];
        let export = sample::export(&tables, &[], CsvText::Guarded);
        fs::write(&usual, "").unwrap();
        fs::write(&old, "").unwrap();
        fs::set_permissions(&old, Permissions::from_mode(0o606)).unwrap();
        std::os::unix::fs::symlink(&old, &link).unwrap();
        Target::create(&new).unwrap().write(&export).unwrap();
        Target::create(&link).unwrap().write(&export).unwrap();
        assert_eq!(mode(&new), mode(&usual));
        assert_eq!(mode(&old), 0o606);
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&old).unwrap(), "name,value\n");
    }

    #[test]
    fn a_path_that_cannot_be_written_fails_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file.csv");
        fs::write(&file, "").unwrap();
        fs::create_dir(folder.path().join("dir.csv")).unwrap();
        let error = |path: &str| Target::create(&folder.path().join(path)).unwrap_err();
        assert!(matches!(error("dir.csv"), ExportError::IsFolder { .. }));
        assert!(matches!(error("none/out.csv"), ExportError::NoFolder { .. }));
        assert!(matches!(error("file.csv/out.csv"), ExportError::NoFolder { .. }));
        assert!(matches!(error("out.docx"), ExportError::UnknownExtension { .. }));
        assert!(error("none/out.csv").to_string().contains("none/out.csv"));
        assert!(error("none/out.csv").hint().is_some());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_path_without_permission_is_denied() {
        // Nobody makes files there, the superuser included.
        let error = Target::create(Path::new("/sys/out.csv")).unwrap_err();
        assert!(matches!(error, ExportError::Denied { .. }), "{error}");
    }

    // Devices are opened here but never written through `create`: run by the superuser, a fault in the choice of the place
    // would replace the machine's own.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_device_is_opened_itself_and_a_full_one_is_named() {
        let target = Target::create_as(Path::new("/dev/null"), Format::Csv).unwrap();
        assert!(matches!(target.place, Place::Direct(_)), "{target:?}");
        drop(target);

        let path = PathBuf::from("/dev/full");
        let full = Target { place: Place::Direct(existing(&path).unwrap()), format: Format::Csv, path };
        let tables = [sample::table()];
        let export = sample::export(&tables, &[], CsvText::Guarded);
        let error = full.write(&export).unwrap_err();
        assert!(error.to_string().contains("/dev/full"), "{error}");
        assert!(error.hint().unwrap().contains("room"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_pipe_is_written_and_stays_a_pipe() {
        let tables = [sample::table()];
        let export = sample::export(&tables, &[], CsvText::Guarded);
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe.csv");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::read(pipe).unwrap()
        });
        Target::create(&pipe).unwrap().write(&export).unwrap();
        assert_eq!(reader.join().unwrap(), sample::written(Format::Csv, &export).0);
        assert_eq!(files(folder.path()), ["pipe.csv"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn an_open_stream_is_written_even_if_it_is_a_file() {
        use std::os::fd::AsRawFd;
        let file = NamedTempFile::new().unwrap();
        let stream = format!("/proc/self/fd/{}", file.as_file().as_raw_fd());
        let tables = [sample::empty()];
        let export = sample::export(&tables, &[], CsvText::Guarded);
        let target = Target::create_as(Path::new(&stream), Format::Csv).unwrap();
        target.write(&export).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut file.as_file(), &mut text).unwrap();
        assert_eq!(text, "name,value\n");
    }
}
