//! x
mod kit;
#[test]
fn explore() {
    let text = std::fs::read_to_string("/tmp/snippets.txt").unwrap();
    for s in text.split("\n---\n") {
        let r = kit::run(s.trim_end_matches('\n'));
        match r { Ok(v) => println!("OK {v:?}   <= {s:?}"), Err(e) => println!("{e}  [{}] {:?} {:?}  <= {s:?}", e.hint, e.callers, e.marked.map(|m| (m.from, m.to))) }
    }
}
