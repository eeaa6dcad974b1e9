//! Whether a folder lies on a network share, where a write-ahead log is unsafe: two machines do not see
//! each other's locks and memory.

use std::path::Path;

/// Where a folder lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// On a disk of this machine.
    Local,
    /// On a network share.
    Network,
    /// It cannot be told here.
    Unknown,
}

/// Where a folder lies, as far as the system tells.
pub fn share(folder: &Path) -> Share {
    system::share(folder)
}

#[cfg(target_os = "linux")]
mod system {
    use super::Share;
    use std::path::Path;

    // The numbers of the kernel's own headers: NFS, SMB, SMB2, CIFS, NCP, CODA, AFS, Ceph.
    const NETWORK: [u64; 8] =
        [0x6969, 0x517b, 0xfe53_4d42, 0xff53_4d42, 0x564c, 0x7375_7245, 0x5346_414f, 0x00c3_6400];
    /// FUSE and 9p may stand for a disk of this machine or of another.
    const UNSURE: [u64; 2] = [0x6573_5546, 0x0102_1997];

    pub(super) fn share(folder: &Path) -> Share {
        rustix::fs::statfs(folder).map_or(Share::Unknown, |found| {
            // The field is signed on some systems; only its low 32 bits are the number.
            #[expect(clippy::cast_sign_loss, reason = "a number of 32 bits in a wider field")]
            classify(found.f_type as u64 & 0xffff_ffff)
        })
    }

    pub(super) fn classify(number: u64) -> Share {
        if NETWORK.contains(&number) {
            Share::Network
        } else if UNSURE.contains(&number) {
            Share::Unknown
        } else {
            Share::Local
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use super::Share;
    use std::path::{Component, Path, Prefix};

    /// A path that names a server tells by itself; a drive letter may stand for one.
    pub(super) fn share(folder: &Path) -> Share {
        let real = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        match real.components().next() {
            Some(Component::Prefix(prefix)) => match prefix.kind() {
                Prefix::UNC(..) | Prefix::VerbatimUNC(..) => Share::Network,
                _ => Share::Unknown,
            },
            _ => Share::Unknown,
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn shares_are_told_from_disks() {
        let cases = [
            (0x6969, Share::Network),      // NFS
            (0xff53_4d42, Share::Network), // CIFS
            (0xef53, Share::Local),        // ext4
            (0x0102_1997, Share::Unknown), // 9p
        ];
        for (number, expected) in cases {
            assert_eq!(system::classify(number), expected, "{number:#x}");
        }
        assert_ne!(share(&std::env::temp_dir()), Share::Network);
    }
}
