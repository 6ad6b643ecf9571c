//! Zip archives of stored files: what Keras writes, and all that a model needs, since weights do not compress.
//!
//! PKWARE, "APPNOTE.TXT: .ZIP file format specification": local headers with the files behind them, then a directory of
//! them all, then the directory's own place.

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;

/// The end of the directory has this length, and may be followed by a comment of at most so many bytes.
const END_SIZE: usize = 22;
const COMMENT: usize = 0xffff;

/// A version that can be unpacked since 1993.
const VERSION: u16 = 20;
/// Midnight of the first of January 1980, the first day that an archive can name: files have no dates of their own here.
const DATE: u16 = 0x0021;

/// Writes an archive of files by their names.
pub(crate) fn write(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (name, bytes) in files {
        let place = archive.len() as u32;
        let mut header = Vec::new();
        // Flags, method (stored), time, date; then what is in it.
        [VERSION, 0, 0, 0, DATE].iter().for_each(|number| header.extend(number.to_le_bytes()));
        let size = bytes.len() as u32;
        [crc32(bytes), size, size].iter().for_each(|number| header.extend(number.to_le_bytes()));
        [name.len() as u16, 0].iter().for_each(|number| header.extend(number.to_le_bytes()));
        archive.extend(LOCAL.to_le_bytes());
        archive.extend(&header);
        archive.extend(name.as_bytes());
        archive.extend(*bytes);
        directory.extend(CENTRAL.to_le_bytes());
        directory.extend(VERSION.to_le_bytes());
        directory.extend(&header);
        // Comment, disk, attributes of two kinds, place.
        directory.extend([0; 10]);
        directory.extend(place.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (place, size, count) = (archive.len() as u32, directory.len() as u32, files.len() as u16);
    archive.extend(directory);
    archive.extend(END.to_le_bytes());
    archive.extend([0; 4]);
    [count, count].iter().for_each(|number| archive.extend(number.to_le_bytes()));
    [size, place].iter().for_each(|number| archive.extend(number.to_le_bytes()));
    archive.extend([0; 2]);
    archive
}

/// The files of an archive by their names; the error is the end of a sentence.
pub(crate) fn read(archive: &[u8]) -> Result<Vec<(&str, &[u8])>, String> {
    let broken = || "the archive is cut short or damaged".to_owned();
    let end = end_of_directory(archive).ok_or("it is no zip archive")?;
    let count = number16(archive, end + 10).ok_or_else(broken)?;
    let mut place = number32(archive, end + 16).ok_or_else(broken)? as usize;
    let mut files = Vec::new();
    // Files that lie in each other would be any number of bytes to check.
    let mut left = archive.len();
    for _ in 0..count {
        let (file, next) = entry(archive, place, &mut left).ok_or_else(broken)??;
        files.push(file);
        place = next;
    }
    Ok(files)
}

/// Where the end of the directory begins.
fn end_of_directory(archive: &[u8]) -> Option<usize> {
    let last = archive.len().checked_sub(END_SIZE)?;
    (last.saturating_sub(COMMENT)..=last).rev().find(|place| number32(archive, *place) == Some(END))
}

type Entry<'a> = ((&'a str, &'a [u8]), usize);

/// A file of the directory, and where the next one's entry begins. Its bytes are taken from those that are `left`.
fn entry<'a>(archive: &'a [u8], place: usize, left: &mut usize) -> Option<Result<Entry<'a>, String>> {
    if number32(archive, place)? != CENTRAL {
        return None;
    }
    let field16 = |offset: usize| number16(archive, place.checked_add(offset)?).map(usize::from);
    let field32 = |offset: usize| number32(archive, place.checked_add(offset)?);
    let (flags, method, checksum) = (field16(8)?, field16(10)?, field32(16)?);
    let (packed, size) = (field32(20)? as usize, field32(24)? as usize);
    let (name_size, extra, comment) = (field16(28)?, field16(30)?, field16(32)?);
    let name_place = place.checked_add(46)?;
    let name = std::str::from_utf8(archive.get(name_place..name_place.checked_add(name_size)?)?).ok()?;
    if method != 0 || flags & 1 != 0 || packed != size {
        return Some(Err(format!(
            "{name} is compressed or encrypted in the archive; Keras stores it as it is"
        )));
    }
    let local = field32(42)? as usize;
    if number32(archive, local)? != LOCAL {
        return None;
    }
    let skip = |offset| number16(archive, local.checked_add(offset)?).map(usize::from);
    let begin = local.checked_add(30)?.checked_add(skip(26)?)?.checked_add(skip(28)?)?;
    let bytes = archive.get(begin..begin.checked_add(size)?)?;
    *left = left.checked_sub(size)?;
    if crc32(bytes) != checksum {
        return Some(Err(format!("{name} is damaged: its checksum is another")));
    }
    Some(Ok(((name, bytes), name_place + name_size + extra + comment)))
}

fn number16(bytes: &[u8], place: usize) -> Option<u16> {
    let bytes = bytes.get(place..place.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn number32(bytes: &[u8], place: usize) -> Option<u32> {
    let bytes = bytes.get(place..place.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

/// The checksum of ISO 3309, as zip, PNG and gzip have it.
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            let mut value = byte as u32;
            let mut bit = 0;
            while bit < 8 {
                value = if value & 1 == 1 { 0xedb8_8320 ^ (value >> 1) } else { value >> 1 };
                bit += 1;
            }
            table[byte] = value;
            byte += 1;
        }
        table
    };
    !bytes.iter().fold(!0, |sum, byte| TABLE[usize::from(sum as u8 ^ byte)] ^ (sum >> 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_back() {
        let files: [(&str, &[u8]); 3] = [("a.json", b"{}"), ("empty", b""), ("käfer/b", &[7; 300])];
        assert_eq!(read(&write(&files)).unwrap(), files);
        let mut commented = write(&files);
        let length = commented.len();
        commented[length - 2] = 5;
        commented.extend(b"hello");
        assert_eq!(read(&commented).unwrap(), files);
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926, "the specification's own check");
    }

    #[test]
    fn what_is_damaged_is_refused() {
        let archive = write(&[("a", &[1, 2, 3]), ("b", &[4])]);
        for length in 0..archive.len() {
            assert!(read(&archive[..length]).is_err(), "{length}");
        }
        let mut flipped = archive.clone();
        flipped[31] ^= 1;
        assert_eq!(read(&flipped).unwrap_err(), "a is damaged: its checksum is another");
        for place in 0..archive.len() {
            let mut flipped = archive.clone();
            flipped[place] ^= 0x41;
            let _ = read(&flipped);
        }
    }

    #[test]
    fn one_file_under_many_names_is_refused() {
        let mut archive = write(&[("a", &[7; 1000]), ("b", &[]), ("c", &[])]);
        let directory = archive.len() - END_SIZE - 3 * 47;
        for entry in [1, 2] {
            archive.copy_within(directory..directory + 46, directory + entry * 47);
        }
        assert_eq!(read(&archive).unwrap_err(), "the archive is cut short or damaged");
    }
}
