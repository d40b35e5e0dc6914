//! Reading a stored file row by row: pieces come from the database, rows go out in batches, memory stays small.

use super::detect::codec;
use crate::{Db, Error, Result, params, sql};
use domain::import::Options;
use std::io::Read;
use tokio::sync::mpsc;

/// Rows of one batch, which is also one chunk of writing.
pub const BATCH: usize = 2000;

/// Some rows; the first one has number `first` as spreadsheets count (the heading is 1).
pub struct Batch {
    pub first: i64,
    pub rows: Vec<csv::StringRecord>,
}

/// Reads the stored file of an import from behind `skip` rows of data.
pub fn read(db: &Db, import_id: i64, options: &Options, skip: i64) -> mpsc::Receiver<Result<Batch>> {
    let (pieces, pieces_in) = mpsc::channel::<Vec<u8>>(2);
    let (batches, batches_out) = mpsc::channel(2);
    let errors = batches.clone();
    let db = db.clone();
    tokio::spawn(async move {
        for part in 0_i64.. {
            let text = "SELECT body FROM import_file WHERE import_id = $1 AND part = $2";
            match sql::maybe::<Vec<u8>>(&db.read, text, params![import_id, part]).await {
                Ok(Some(body)) => {
                    if pieces.send(body).await.is_err() {
                        break;
                    }
                }
                Ok(None) => break,
                Err(error) => {
                    let _ = errors.send(Err(error)).await;
                    break;
                }
            }
        }
    });
    let decoder = Decoded {
        pieces: pieces_in,
        decoder: codec(options.encoding).new_decoder(),
        ready: Vec::new(),
        at: 0,
        ended: false,
    };
    let separator = u8::try_from(options.separator).unwrap_or(b',');
    tokio::task::spawn_blocking(move || split(decoder, separator, skip, &batches));
    batches_out
}

fn split(decoder: Decoded, separator: u8, skip: i64, batches: &mpsc::Sender<Result<Batch>>) {
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(decoder);
    let mut number = 1_i64;
    let mut batch = Batch { first: 2, rows: Vec::new() };
    for row in reader.records() {
        number += 1;
        if number - 1 <= skip {
            continue;
        }
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let _ = batches.blocking_send(Err(Error::Internal(format!("csv: {error}"))));
                return;
            }
        };
        if batch.rows.is_empty() {
            batch.first = number;
        }
        batch.rows.push(row);
        if batch.rows.len() == BATCH {
            let full = std::mem::replace(&mut batch, Batch { first: number + 1, rows: Vec::with_capacity(BATCH) });
            if batches.blocking_send(Ok(full)).is_err() {
                return;
            }
        }
    }
    if !batch.rows.is_empty() {
        let _ = batches.blocking_send(Ok(batch));
    }
}

/// The file as UTF-8.
struct Decoded {
    pieces: mpsc::Receiver<Vec<u8>>,
    decoder: encoding_rs::Decoder,
    ready: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Read for Decoded {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while self.at == self.ready.len() {
            if self.ended {
                return Ok(0);
            }
            let piece = self.pieces.blocking_recv();
            self.ended = piece.is_none();
            let piece = piece.unwrap_or_default();
            let mut text =
                String::with_capacity(self.decoder.max_utf8_buffer_length(piece.len()).unwrap_or(piece.len() * 3 + 16));
            let _ = self.decoder.decode_to_string(&piece, &mut text, self.ended);
            self.ready = text.into_bytes();
            self.at = 0;
        }
        let rest = self.ready.get(self.at..).unwrap_or_default();
        let n = rest.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..n), rest.get(..n)) {
            to.copy_from_slice(from);
        }
        self.at += n;
        Ok(n)
    }
}
