//! The hash of a long file, reckoned beside reading it: a quarter of the time that a csv list takes
//! would otherwise go into it.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use sha2::{Digest, Sha256};

/// From so many bytes on a thread of its own pays.
const LONG: u64 = 4 << 20;

/// Blocks under way to the thread; more would only take memory.
const UNDER_WAY: usize = 4;

/// SHA-256 of bytes that come in blocks.
#[derive(Default)]
pub(crate) struct Hashing {
    here: Sha256,
    length: u64,
    beside: Option<Beside>,
}

struct Beside {
    blocks: SyncSender<Vec<u8>>,
    /// Blocks that come back to be filled again.
    spare: Receiver<Vec<u8>>,
    thread: JoinHandle<Sha256>,
}

impl Hashing {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.length += bytes.len() as u64;
        if self.beside.is_none() && self.length > LONG {
            self.beside = Beside::start(&self.here);
        }
        match &self.beside {
            None => self.here.update(bytes),
            Some(beside) => {
                let mut block = beside.spare.try_recv().unwrap_or_default();
                block.clear();
                block.extend_from_slice(bytes);
                beside.blocks.send(block).expect("the thread ends when it is told to");
            }
        }
    }

    pub(crate) fn finish(self) -> [u8; 32] {
        let hash = match self.beside {
            None => self.here,
            Some(Beside { blocks, spare, thread }) => {
                drop((blocks, spare));
                thread.join().expect("hashing does not panic")
            }
        };
        hash.finalize().into()
    }
}

impl Beside {
    /// None where the system gives no thread: then it is done here.
    fn start(so_far: &Sha256) -> Option<Self> {
        let mut hash = so_far.clone();
        let (blocks, full) = sync_channel::<Vec<u8>>(UNDER_WAY);
        let (back, spare) = sync_channel::<Vec<u8>>(2 * UNDER_WAY);
        let work = move || {
            for block in full {
                hash.update(&block);
                // Where nobody takes it back it is dropped.
                drop(back.try_send(block));
            }
            hash
        };
        let thread = thread::Builder::new().name("hash".to_owned()).spawn(work).ok()?;
        Some(Self { blocks, spare, thread })
    }
}

#[cfg(test)]
mod tests {
    use super::{Hashing, LONG};
    use sha2::{Digest, Sha256};

    #[test]
    fn a_hash_is_the_same_wherever_it_is_reckoned() {
        for blocks in [0, 1, LONG / 1000, 3 * LONG / 1000] {
            let block: Vec<u8> = (0..1000u32).map(|at| at.to_le_bytes()[0]).collect();
            let (mut hashing, mut plain) = (Hashing::default(), Sha256::new());
            for _ in 0..blocks {
                hashing.update(&block);
                plain.update(&block);
            }
            let plain: [u8; 32] = plain.finalize().into();
            assert_eq!(hashing.finish(), plain, "{blocks} blocks");
        }
    }
}
