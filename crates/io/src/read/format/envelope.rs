//! Arrow IPC: the lengths that a file states, checked against the bytes that it has. The library believes them, reserves
//! terabytes and panics; here they are read first, and nothing else is.

use std::io::{self, Read, Seek, SeekFrom};

use arrow::ipc::reader::read_footer_length;
use arrow::ipc::{Message, root_as_footer, root_as_message};

/// How an Arrow IPC file begins and ends.
pub(super) const MAGIC: &[u8] = b"ARROW1";
/// Magic and length at the end of a file.
const TAIL: u64 = 10;
/// What stands before the length of a message.
const CONTINUATION: u32 = u32::MAX;
/// Text compresses well, but not by more.
const RATIO_MAX: u64 = 100_000;

/// Says what is wrong with the lengths of a file or stream of this length.
pub(super) fn check(content: &mut (impl Read + Seek), length: u64, is_file: bool) -> Result<(), String> {
    content.rewind().map_err(said)?;
    if is_file { check_file(content, length) } else { check_stream(content, length) }
}

fn check_file(content: &mut (impl Read + Seek), length: u64) -> Result<(), String> {
    if length < TAIL {
        return Err("it ends early".to_owned());
    }
    let mut tail = [0; TAIL as usize];
    content.seek(SeekFrom::Start(length - TAIL)).map_err(said)?;
    content.read_exact(&mut tail).map_err(said)?;
    let footer_length = read_footer_length(tail).map_err(said)? as u64;
    let start = (length - TAIL).checked_sub(footer_length).ok_or("the footer is longer than the file")?;
    content.seek(SeekFrom::Start(start)).map_err(said)?;
    let footer = take(content, footer_length)?;
    let footer = root_as_footer(&footer).map_err(said)?;
    for block in footer.dictionaries().iter().flatten().chain(footer.recordBatches().iter().flatten()) {
        let [offset, metadata, body] =
            [block.offset(), block.metaDataLength().into(), block.bodyLength()].map(positive);
        let end = offset?.checked_add(metadata?).and_then(|end| end.checked_add(body.ok()?));
        if end.is_none_or(|end| end > length) {
            return Err("a block reaches beyond the end".to_owned());
        }
        content.seek(SeekFrom::Start(positive(block.offset())?)).map_err(said)?;
        check_message(content, length)?;
    }
    Ok(())
}

fn check_stream(content: &mut (impl Read + Seek), length: u64) -> Result<(), String> {
    // A stream that just stops is found by its reader.
    while content.stream_position().map_err(said)? + 4 <= length && check_message(content, length)? {}
    Ok(())
}

/// Checks the message that begins here and steps over it; `false` at the end mark.
fn check_message(content: &mut (impl Read + Seek), length: u64) -> Result<bool, String> {
    let mut size = number(content)?;
    if size == CONTINUATION {
        size = number(content)?;
    }
    if size == 0 {
        return Ok(false);
    }
    let left =
        |content: &mut dyn Seek| Ok::<_, String>(length.saturating_sub(content.stream_position().map_err(said)?));
    if u64::from(size) > left(content)? {
        return Err("a message reaches beyond the end".to_owned());
    }
    let bytes = take(content, size.into())?;
    let message = root_as_message(&bytes).map_err(said)?;
    let body = positive(message.bodyLength())?;
    let start = content.stream_position().map_err(said)?;
    if body > left(content)? {
        return Err("a batch is longer than the file".to_owned());
    }
    check_buffers(content, &message, start, body)?;
    content.seek(SeekFrom::Start(start + body)).map_err(said)?;
    Ok(true)
}

fn check_buffers(content: &mut (impl Read + Seek), message: &Message<'_>, start: u64, body: u64) -> Result<(), String> {
    let dictionary = message.header_as_dictionary_batch().and_then(|dictionary| dictionary.data());
    let Some(batch) = message.header_as_record_batch().or(dictionary) else { return Ok(()) };
    for buffer in batch.buffers().iter().flatten() {
        let (offset, length) = (positive(buffer.offset())?, positive(buffer.length())?);
        if offset.checked_add(length).is_none_or(|end| end > body) {
            return Err("a column reaches beyond its batch".to_owned());
        }
        if batch.compression().is_some() && length >= 8 {
            content.seek(SeekFrom::Start(start + offset)).map_err(said)?;
            let mut plain = [0; 8];
            content.read_exact(&mut plain).map_err(said)?;
            // Minus one says that the column is not compressed.
            let plain = i64::from_le_bytes(plain);
            if plain != -1 && positive(plain)? > length.saturating_mul(RATIO_MAX) {
                return Err("a column is longer than it can be".to_owned());
            }
        }
    }
    Ok(())
}

fn number(content: &mut impl Read) -> Result<u32, String> {
    let mut bytes = [0; 4];
    content.read_exact(&mut bytes).map_err(said)?;
    Ok(u32::from_le_bytes(bytes))
}

/// So many bytes, reserved as they come.
fn take(content: &mut impl Read, length: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let found = content.take(length).read_to_end(&mut bytes).map_err(said)?;
    if found as u64 == length { Ok(bytes) } else { Err(said(io::Error::from(io::ErrorKind::UnexpectedEof))) }
}

fn positive(number: i64) -> Result<u64, String> {
    u64::try_from(number).map_err(|_| "a length is negative".to_owned())
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}
