//! `phaseout watch`: stays, takes what an office changes into force when it is good (plugins, criteria, scripts,
//! settings), and says what became of every change.

use crate::args::Watch as Args;
use crate::fault::{Fault, Outcome};
use crate::session::Session;
use crate::watch_sources::{Sources, Stays};
use crate::watch_telling::Teller;
use phaseout_host::live::{self, Live, StartError};
use std::io::Read;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

enum Happened {
    Outcome(Box<live::Outcome<Stays>>),
    Stop,
}

pub(crate) fn watch(session: &Session, args: &Args) -> Result<Outcome, Fault> {
    let (to_us, happened) = channel();
    stop_at_the_end(&to_us, args.until_stdin_closes);
    let sources = Arc::new(Sources::of(session)?);
    let (watched, built) = (Arc::clone(&sources), Arc::clone(&sources));
    let mut wrong = None;
    let live = Live::start(
        move || watched.watches(),
        || {
            sources.first().map(|(first, faults)| {
                wrong = faults;
                first
            })
        },
        move |current, changed| built.next(current, changed),
        move |outcome| drop(to_us.send(Happened::Outcome(Box::new(outcome)))),
    );
    let live = live.map_err(|error| match error {
        StartError::Watch(error) => Fault::host(&error),
        StartError::Build(fault) => fault,
    })?;
    let mut teller = Teller::new(session, &sources)?;
    teller.ready(&live, wrong.as_ref())?;
    while let Ok(Happened::Outcome(outcome)) = happened.recv() {
        teller.outcome(&live, &outcome)?;
    }
    teller.stopped(&live)?;
    Ok(Outcome::Done)
}

/// Ctrl-C, the signals that end a service, and an input that closes.
fn stop_at_the_end(to_us: &Sender<Happened>, until_stdin_closes: bool) {
    let stop = to_us.clone();
    // Where no handler can be set, the system ends the program as it always does.
    let _ = ctrlc::set_handler(move || drop(stop.send(Happened::Stop)));
    if until_stdin_closes {
        let stop = to_us.clone();
        std::thread::spawn(move || {
            let mut piece = [0; 4096];
            while matches!(std::io::stdin().read(&mut piece), Ok(1..)) {}
            drop(stop.send(Happened::Stop));
        });
    }
}
