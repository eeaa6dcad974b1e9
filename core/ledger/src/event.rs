//! An event: what was recorded, by which office, on what day, and the hash that chains it to all before.

use crate::day::OnDate;
use crate::json::{Payload, write_text};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// The form of events that this program writes.
pub const EVENT_SCHEMA: i64 = 1;

/// `prev` of the first event.
pub const FIRST_PREV: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A recorded event. Nothing in it changes once it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its place, from 1.
    pub seq: i64,
    /// A UUID of version 7.
    pub id: String,
    /// A step or a kind beside the steps.
    pub kind: String,
    /// A line, an enterprise, a target, or `office`.
    pub subject: String,
    /// When it happened.
    pub on: OnDate,
    /// When it was recorded: UTC, RFC 3339, to the second.
    pub recorded_at: String,
    /// The region code of the office.
    pub office: String,
    /// The role that recorded it; never a person.
    pub actor: String,
    /// What it says.
    pub payload: Payload,
    /// The id of the event that it corrects.
    pub corrects: Option<String>,
    /// Hash of the plugins and criteria that took part.
    pub generation: Option<String>,
    /// Hash of the scripts that took part.
    pub script_set: Option<String>,
    /// The form of the event.
    pub schema: i64,
    /// The hash of the event before.
    pub prev: String,
    /// SHA-256 over the canonical JSON of all the rest.
    pub hash: String,
}

/// The columns of an event as texts, as the store keeps them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Columns<'a> {
    pub(crate) seq: i64,
    pub(crate) id: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) subject: &'a str,
    pub(crate) on_date: &'a str,
    pub(crate) recorded_at: &'a str,
    pub(crate) office: &'a str,
    pub(crate) actor: &'a str,
    pub(crate) payload: &'a str,
    pub(crate) corrects: Option<&'a str>,
    pub(crate) generation: Option<&'a str>,
    pub(crate) script_set: Option<&'a str>,
    pub(crate) schema: i64,
    pub(crate) prev: &'a str,
}

impl Columns<'_> {
    /// The canonical JSON of the event, with its hash or, for hashing, without. The payload's text is
    /// taken as it stands: only a canonical one gives the hash that a reader of the export computes.
    pub(crate) fn canonical(&self, hash: Option<&str>, out: &mut String) {
        out.clear();
        let text = |out: &mut String, key: &str, value: &str| {
            let _ = write!(out, "\"{key}\":");
            write_text(value, out);
            out.push(',');
        };
        let optional = |out: &mut String, key: &str, value: Option<&str>| match value {
            Some(value) => text(out, key, value),
            None => {
                let _ = write!(out, "\"{key}\":null,");
            }
        };
        out.push('{');
        text(out, "actor", self.actor);
        optional(out, "corrects", self.corrects);
        optional(out, "generation", self.generation);
        if let Some(hash) = hash {
            text(out, "hash", hash);
        }
        text(out, "id", self.id);
        text(out, "kind", self.kind);
        text(out, "office", self.office);
        text(out, "on_date", self.on_date);
        let _ = write!(out, "\"payload\":{},", self.payload);
        text(out, "prev", self.prev);
        text(out, "recorded_at", self.recorded_at);
        let _ = write!(out, "\"schema\":{},", self.schema);
        optional(out, "script_set", self.script_set);
        let _ = write!(out, "\"seq\":{},", self.seq);
        text(out, "subject", self.subject);
        out.pop();
        out.push('}');
    }

    /// SHA-256 over the canonical JSON without the hash, in hexadecimal.
    pub(crate) fn hash(&self, buffer: &mut String) -> String {
        self.canonical(None, buffer);
        hex(&Sha256::digest(buffer.as_bytes()))
    }

    /// Whether this is the hash that the columns give.
    pub(crate) fn hashes_to(&self, hash: &str, buffer: &mut String) -> bool {
        self.canonical(None, buffer);
        let digest = Sha256::digest(buffer.as_bytes());
        hash.len() == 2 * digest.len() && digits(&digest).eq(hash.bytes())
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    digits(bytes).map(char::from).collect()
}

fn digits(bytes: &[u8]) -> impl Iterator<Item = u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
}

impl Event {
    /// A value of the payload that is a text.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.payload.get(key).and_then(crate::json::Json::text)
    }

    /// A value of the payload that is a whole number.
    pub fn integer(&self, key: &str) -> Option<i64> {
        self.payload.get(key).and_then(crate::json::Json::integer)
    }

    /// The columns, from the event and its texts of date and payload.
    pub(crate) fn columns<'e>(&'e self, on_date: &'e str, payload: &'e str) -> Columns<'e> {
        Columns {
            seq: self.seq,
            id: &self.id,
            kind: &self.kind,
            subject: &self.subject,
            on_date,
            recorded_at: &self.recorded_at,
            office: &self.office,
            actor: &self.actor,
            payload,
            corrects: self.corrects.as_deref(),
            generation: self.generation.as_deref(),
            script_set: self.script_set.as_deref(),
            schema: self.schema,
            prev: &self.prev,
        }
    }
}
