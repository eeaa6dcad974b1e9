//! Evidence (证据): files named with the SHA-256 of their bytes, so that a picture cannot be exchanged
//! unseen, or a reference to a paper that is kept elsewhere.

use crate::event::hex;
use crate::json::{Json, Payload};
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::Path;

/// Reads a piece of evidence: the name of a file below `base`, or `NAME@sha256:…` for one kept elsewhere.
/// Where `only_files` is not asked for, any other words are a reference to a paper.
pub(crate) fn read(text: &str, base: &Path, only_files: bool) -> Result<Json, &'static str> {
    if let Some((name, hash)) = text.rsplit_once("@sha256:") {
        let hash = hash.to_ascii_lowercase();
        let whole = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        return if whole && !name.is_empty() { Ok(file(name, hash)) } else { Err("evidence-hash") };
    }
    match sha256_of(&base.join(text)) {
        Ok(hash) => Ok(file(text, hash)),
        Err(_) if !only_files => {
            Ok(Json::Map(Payload::from([("reference".to_owned(), Json::Text(text.to_owned()))])))
        }
        Err(_) => Err("evidence-no-file"),
    }
}

fn file(name: &str, hash: String) -> Json {
    Json::Map(Payload::from([
        ("file".to_owned(), Json::Text(name.to_owned())),
        ("sha256".to_owned(), Json::Text(hash)),
    ]))
}

/// SHA-256 of a file's bytes, in hexadecimal.
fn sha256_of(path: &Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(std::io::ErrorKind::InvalidInput.into());
    }
    let (mut hasher, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&hasher.finalize())),
            read => hasher.update(&buffer[..read]),
        }
    }
}
