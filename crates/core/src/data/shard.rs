//! The site's own shards: PNG pictures in which each row is an image.
//!
//! A shard is read in two steps around the inflating, which every browser does natively (`DecompressionStream`)
//! and which would otherwise be a third of the engine's code: [`shard_stream`] gives the picture's zlib stream,
//! [`shard_images`] turns the inflated rows into images. The zlib stream carries a checksum of the picture, so the
//! chunks' own are not computed again.

use super::{CHANNELS, FileProblem, IMAGE_BYTES, SIDE};
use crate::error::{Error, Result};

/// Pixels of a row: one image, its rows one after the other.
const WIDTH: usize = SIDE * SIDE;

/// What every PNG file begins with.
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Bytes of an inflated row: the number of its filter, then its pixels.
const ROW: usize = 1 + IMAGE_BYTES;

/// The zlib stream of a shard that must hold exactly `images` images. It inflates to 3,073 bytes an image.
pub fn shard_stream(name: &str, file: &[u8], images: usize) -> Result<Vec<u8>> {
    stream(file, images).map_err(|problem| Error::File { name: name.to_owned(), problem })
}

/// The images in the inflated rows of a shard.
pub fn shard_images(name: &str, rows: &[u8], images: usize) -> Result<Vec<u8>> {
    unfiltered(rows, images).map_err(|problem| Error::File { name: name.to_owned(), problem })
}

fn stream(file: &[u8], images: usize) -> std::result::Result<Vec<u8>, FileProblem> {
    let mut chunks = Chunks(file.strip_prefix(SIGNATURE).ok_or(FileProblem::NotPng)?);
    match chunks.next() {
        Some((b"IHDR", header)) => check_header(header, images)?,
        _ => return Err(FileProblem::NotPng),
    }
    let mut stream = Vec::new();
    for (kind, data) in chunks {
        match kind {
            b"IDAT" => stream.extend_from_slice(data),
            b"IEND" => return Ok(stream),
            _ => {}
        }
    }
    Err(FileProblem::PngTruncated)
}

/// The chunks of a PNG file, each its type and its data, until one is not whole.
struct Chunks<'a>(&'a [u8]);

impl<'a> Iterator for Chunks<'a> {
    type Item = (&'a [u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (length, rest) = self.0.split_first_chunk()?;
        let (kind, rest) = rest.split_first_chunk()?;
        let (data, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        let (_checksum, rest) = rest.split_first_chunk::<4>()?;
        self.0 = rest;
        Some((kind, data))
    }
}

/// Width and height, then depth, colour, compression, filtering and interlacing: 8-bit RGB in plain rows.
fn check_header(header: &[u8], images: usize) -> std::result::Result<(), FileProblem> {
    let &[w0, w1, w2, w3, h0, h1, h2, h3, ref kind @ ..] = header else { return Err(FileProblem::NotPng) };
    let width = u32::from_be_bytes([w0, w1, w2, w3]) as usize;
    let height = u32::from_be_bytes([h0, h1, h2, h3]) as usize;
    if (width, height, kind) == (WIDTH, images, &[8, 2, 0, 0, 0]) {
        return Ok(());
    }
    Err(FileProblem::ShardFormat { expected: [WIDTH, images], actual: [width, height] })
}

/// Undoes PNG's filters, by which each byte is written as the difference from a guess: 0, the byte to the left,
/// the one above, their mean, or Paeth's choice of three.
fn unfiltered(rows: &[u8], images: usize) -> std::result::Result<Vec<u8>, FileProblem> {
    let expected = images.saturating_mul(ROW);
    if rows.len() != expected {
        return Err(FileProblem::ShardLength { expected, actual: rows.len() });
    }
    let mut pixels = vec![0; images * IMAGE_BYTES];
    let mut above: &[u8] = &[0; IMAGE_BYTES];
    for (row, image) in rows.chunks_exact(ROW).zip(pixels.chunks_exact_mut(IMAGE_BYTES)) {
        let (filter, differences) = (row[0], &row[1..]);
        let mut left = [0; CHANNELS];
        let mut above_left = [0; CHANNELS];
        for (index, (byte, difference)) in image.iter_mut().zip(differences).enumerate() {
            let channel = index % CHANNELS;
            let guess = match filter {
                0 => 0,
                1 => left[channel],
                2 => above[index],
                3 => u8::midpoint(left[channel], above[index]),
                4 => paeth(left[channel], above[index], above_left[channel]),
                filter => return Err(FileProblem::PngFilter { filter }),
            };
            *byte = difference.wrapping_add(guess);
            left[channel] = *byte;
            above_left[channel] = above[index];
        }
        above = image;
    }
    Ok(pixels)
}

/// Of three neighbours the one nearest to `left + above - above_left`; of equals the first.
fn paeth(left: u8, above: u8, above_left: u8) -> u8 {
    let target = i16::from(left) + i16::from(above) - i16::from(above_left);
    let distance = |neighbour: u8| target.abs_diff(neighbour.into());
    if distance(left) <= distance(above) && distance(left) <= distance(above_left) {
        left
    } else if distance(above) <= distance(above_left) {
        above
    } else {
        above_left
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::test_files::bin_file;
    use png::{ColorType, Encoder, Filter};

    fn shard(width: u32, height: u32, color: ColorType, filter: Filter, bytes: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, width, height);
        encoder.set_color(color);
        encoder.set_filter(filter);
        encoder.write_header().unwrap().write_image_data(bytes).unwrap();
        file
    }

    fn decode(file: &[u8], images: usize) -> Result<Vec<u8>> {
        let stream = shard_stream("train-00.png", file, images)?;
        let rows = miniz_oxide::inflate::decompress_to_vec_zlib(&stream).unwrap();
        shard_images("train-00.png", &rows, images)
    }

    /// Noise, half of it smoothed, so that every filter has something to choose.
    fn pixels(images: usize) -> Vec<u8> {
        let mut pixels = bin_file(images, 0)[..images * IMAGE_BYTES].to_vec();
        for index in 4..pixels.len() / 2 {
            pixels[index] = u8::midpoint(pixels[index - 3], pixels[index] / 16);
        }
        pixels
    }

    #[test]
    fn a_shard_comes_back_byte_for_byte_whatever_its_filters() {
        let pixels = pixels(7);
        let filters =
            [Filter::NoFilter, Filter::Sub, Filter::Up, Filter::Avg, Filter::Paeth, Filter::Adaptive];
        for filter in filters {
            let file = shard(1024, 7, ColorType::Rgb, filter, &pixels);
            assert_eq!(decode(&file, 7).unwrap(), pixels, "{filter:?}");
        }
    }

    #[test]
    fn another_size_or_kind_of_pixels_is_refused() {
        let bytes = vec![0; 4 * 1024 * 8];
        for (width, height, color) in
            [(1024, 6, ColorType::Rgb), (1023, 7, ColorType::Rgb), (1024, 7, ColorType::Rgba)]
        {
            let size = (width * height) as usize * color.samples();
            let file = shard(width, height, color, Filter::NoFilter, &bytes[..size]);
            let sentence = decode(&file, 7).unwrap_err().to_string();
            let expected = format!(
                "train-00.png: The image file should be 1024 by 7 pixels of 8-bit RGB, but it is {width} by \
                 {height} or of another kind."
            );
            assert_eq!(sentence, expected);
        }
    }

    #[test]
    fn a_file_that_is_no_png_or_cut_short_is_refused() {
        let file = shard(1024, 3, ColorType::Rgb, Filter::Adaptive, &pixels(3));
        for cut in 0..file.len() {
            let error = shard_stream("train-00.png", &file[..cut], 3).unwrap_err();
            let problem = if cut < 33 { FileProblem::NotPng } else { FileProblem::PngTruncated };
            assert_eq!(error, Error::File { name: "train-00.png".into(), problem }, "cut at {cut}");
        }
        let page = shard_stream("train-00.png", b"<!doctype html>", 3).unwrap_err().to_string();
        assert_eq!(page, "train-00.png: This is no PNG file; the server may have sent a page in its place.");
    }

    #[test]
    fn rows_that_cannot_be_are_refused() {
        let mut rows = vec![0; 2 * ROW];
        let problem = |rows: &[u8]| unfiltered(rows, 2).unwrap_err();
        assert_eq!(problem(&rows[1..]), FileProblem::ShardLength { expected: 2 * ROW, actual: 2 * ROW - 1 });
        rows[ROW] = 5;
        assert_eq!(problem(&rows), FileProblem::PngFilter { filter: 5 });
    }
}
