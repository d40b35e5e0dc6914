//! Files of the site and texts, each under an address that changes with its content, so that browsers may keep them.

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::user::Language;
use sha2::{Digest, Sha256};
use std::path::Path as FilePath;
use texts::Texts;

pub const FOREVER: &str = "public, max-age=31536000, immutable";

fn short_hash(content: &[u8]) -> String {
    Sha256::digest(content).iter().take(6).map(|b| format!("{b:02x}")).collect()
}

/// The folder of program, its parts and style: its name holds a hash of all of them, so that no browser keeps a part of
/// another program.
pub fn folder(site: &FilePath) -> String {
    let mut all = Vec::new();
    let files = std::fs::read_dir(site.join("pkg")).into_iter().flatten().flatten().map(|file| file.path());
    let mut files: Vec<_> = files.filter(|file| file.extension().is_none_or(|end| end != "br")).collect();
    files.sort();
    for file in files {
        all.extend(std::fs::read(file).unwrap_or_default());
    }
    format!("/pkg/{}", short_hash(&all))
}

/// Where the texts of a language are.
pub fn texts_address(language: Language) -> String {
    use std::sync::OnceLock;
    static HASHES: OnceLock<Vec<(Language, String)>> = OnceLock::new();
    let hashes =
        HASHES.get_or_init(|| Language::SPOKEN.map(|l| (l, short_hash(Texts::of(l).to_wire().as_bytes()))).to_vec());
    let hash = hashes.iter().find(|(l, _)| *l == language).map_or("", |(_, hash)| hash.as_str());
    format!("/texts/{}/{hash}", language.code())
}

/// The texts of a language, in the order of their keys.
pub async fn texts(Path((language, _)): Path<(String, String)>) -> Response {
    match Language::parse(&language) {
        Some(language) => (
            [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, FOREVER)],
            Texts::of(language).to_wire(),
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
