//! The criteria of one industry in force at a date, compiled: atoms to ask, rules to weigh.

use crate::atom::Atom;
use crate::criterion::Criterion;
use crate::expression::{Comparison, Expression, Node};
use phaseout_model::{Class, Date, KindIndex, OnUnknown, Operator, RegionCode, Vocabulary};

/// Regions that a place tells apart. Local criteria of more regions share the last slot, where a
/// place is never certain: they are shown as notes rather than lost.
const SLOTS: usize = 32;

/// The criteria of one industry in force at a date.
#[derive(Clone, Debug)]
pub struct Program {
    pub(crate) vocabulary: Vocabulary,
    in_force: Vec<usize>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) atoms: Vec<Atom>,
    /// Atoms in the order in which a block asks them: those of one attribute together.
    pub(crate) order: Vec<usize>,
    /// The kinds that any atom names.
    pub(crate) kinds: Vec<KindIndex>,
    regions: Vec<Vec<RegionCode>>,
    /// The most truths that a rule keeps at once.
    pub(crate) depth: usize,
}

/// A criterion as it is judged.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    /// The criterion's place in the set that was compiled.
    pub(crate) criterion: usize,
    pub(crate) kinds: Vec<KindIndex>,
    pub(crate) when: Option<Expression>,
    pub(crate) steps: Vec<Step>,
    /// The atom that asks for its region.
    pub(crate) place: Option<usize>,
    pub(crate) slot: Option<usize>,
    pub(crate) class: Class,
    pub(crate) confirmed: bool,
    pub(crate) on_unknown: OnUnknown,
    /// Whether each exemption is confirmed.
    pub(crate) exemptions: Vec<bool>,
}

/// A step of the walk over a condition's tree; the truths lie on a stack.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// Puts an atom on the stack.
    Load { atom: usize, negated: bool },
    /// Joins the top with an atom.
    With { join: Join, atom: usize, negated: bool },
    /// Joins the two at the top.
    Merge(Join),
}

/// *And* or *or*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Join {
    And,
    Or,
}

impl Program {
    /// Compiles those of an industry's criteria that are in force at `as_of`.
    pub fn compile(criteria: &[Criterion], vocabulary: &Vocabulary, as_of: Date) -> Self {
        let mut program = Self {
            vocabulary: vocabulary.clone(),
            in_force: Vec::new(),
            rules: Vec::new(),
            atoms: Vec::new(),
            order: Vec::new(),
            kinds: Vec::new(),
            regions: Vec::new(),
            depth: 0,
        };
        for (index, criterion) in criteria.iter().enumerate() {
            if criterion.basis.in_force(as_of) {
                program.in_force.push(index);
                let rule = program.rule(index, criterion);
                program.rules.push(rule);
            }
        }
        program.order = (0..program.atoms.len()).collect();
        program.order.sort_by_key(|&atom| program.atoms[atom].attribute());
        for atom in &program.atoms {
            if let Atom::Kinds { below, above } = atom {
                program.kinds.extend(below.iter().chain(above));
            }
        }
        program.kinds.sort_unstable();
        program.kinds.dedup();
        program
    }

    /// The places, in the slice that was compiled, of the criteria in force, in order.
    pub fn criteria(&self) -> &[usize] {
        &self.in_force
    }

    /// Where a line lies, as the local criteria in force see it: bit `i` for *inside region i*, bit
    /// `32 + i` for *perhaps*, when the line is known only by a region above it or by none.
    pub fn place(&self, region: Option<RegionCode>) -> u64 {
        let mut place = 0;
        for (slot, regions) in self.regions.iter().enumerate() {
            let inside = |local: &RegionCode| region.is_some_and(|line| local.contains(line));
            let perhaps = |local: &RegionCode| region.is_none_or(|line| line.contains(*local));
            if regions.len() == 1 && regions.iter().any(inside) {
                place |= 1 << slot;
            } else if regions.iter().any(|local| inside(local) || perhaps(local)) {
                place |= 1 << (SLOTS + slot);
            }
        }
        place
    }

    fn rule(&mut self, index: usize, criterion: &Criterion) -> Rule {
        let slot = criterion.region.map(|region| self.slot(region));
        let place = slot.map(|slot| self.atom(Atom::Place { slot }));
        let kinds = self.atom(Atom::of_kinds(&criterion.kinds, &self.vocabulary));
        let mut steps = vec![Step::Load { atom: kinds, negated: false }];
        if let Some(when) = &criterion.when {
            self.join(&when.root, false, Join::And, &mut steps);
        }
        self.depth = self.depth.max(depth(&steps));
        Rule {
            criterion: index,
            kinds: criterion.kinds.clone(),
            when: criterion.when.clone(),
            steps,
            place,
            slot,
            class: criterion.class,
            confirmed: criterion.confirmed,
            on_unknown: criterion.on_unknown,
            exemptions: criterion.exemptions.iter().map(|e| e.confirmed).collect(),
        }
    }

    fn slot(&mut self, region: RegionCode) -> usize {
        if let Some(slot) = self.regions.iter().position(|regions| regions.contains(&region)) {
            return slot;
        }
        if self.regions.len() < SLOTS {
            self.regions.push(vec![region]);
        } else {
            self.regions[SLOTS - 1].push(region);
        }
        self.regions.len() - 1
    }

    fn atom(&mut self, atom: Atom) -> usize {
        self.atoms.iter().position(|known| *known == atom).unwrap_or_else(|| {
            self.atoms.push(atom);
            self.atoms.len() - 1
        })
    }

    /// Joins what lies on top of the stack with a node, or with its opposite.
    fn join(&mut self, node: &Node, negated: bool, join: Join, steps: &mut Vec<Step>) {
        match self.parts(node, negated) {
            Parts::Atom(atom, negated) => steps.push(Step::With { join, atom, negated }),
            Parts::Nodes(own, nodes, negated) if own == join => {
                for node in nodes {
                    self.join(node, negated, join, steps);
                }
            }
            Parts::Atoms(own, atoms, negated) if own == join => {
                steps.extend(atoms.iter().map(|&atom| Step::With { join, atom, negated }));
            }
            _ => {
                self.load(node, negated, steps);
                steps.push(Step::Merge(join));
            }
        }
    }

    /// Puts a node, or its opposite, on the stack.
    fn load(&mut self, node: &Node, negated: bool, steps: &mut Vec<Step>) {
        match self.parts(node, negated) {
            Parts::Atom(atom, negated) => steps.push(Step::Load { atom, negated }),
            Parts::Nodes(join, nodes, negated) => {
                let Some((first, others)) = nodes.split_first() else { return };
                self.load(first, negated, steps);
                for node in others {
                    self.join(node, negated, join, steps);
                }
            }
            Parts::Atoms(join, atoms, negated) => {
                let Some((&first, others)) = atoms.split_first() else { return };
                steps.push(Step::Load { atom: first, negated });
                steps.extend(others.iter().map(|&atom| Step::With { join, atom, negated }));
            }
        }
    }

    /// A node as an atom or as a join; the opposite of a join is the other join of the opposites.
    fn parts<'a>(&mut self, node: &'a Node, negated: bool) -> Parts<'a> {
        match node {
            Node::Not(inner) => self.parts(inner, !negated),
            Node::And(nodes) | Node::Or(nodes) if nodes.len() == 1 => {
                self.parts(&nodes[0], negated)
            }
            Node::And(nodes) => Parts::Nodes(Join::And.negated(negated), nodes, negated),
            Node::Or(nodes) => Parts::Nodes(Join::Or.negated(negated), nodes, negated),
            Node::Comparison(comparison) => self.comparison(comparison, negated),
        }
    }

    fn comparison(&mut self, comparison: &Comparison, negated: bool) -> Parts<'static> {
        let attribute = comparison.attribute;
        let limit = comparison.limits.first().map_or(0.0, |limit| limit.number);
        let below = |limit| Atom::Below { attribute, limit };
        let (atom, opposite) = match comparison.operator {
            Operator::Less => (below(limit), false),
            Operator::LessOrEqual => (below(limit.next_up()), false),
            Operator::Greater => (below(limit.next_up()), true),
            Operator::GreaterOrEqual => (below(limit), true),
            Operator::Equal | Operator::IsA => (Atom::Equal { attribute, value: limit }, false),
            Operator::NotEqual => (Atom::Equal { attribute, value: limit }, true),
            Operator::Known => (Atom::Known { attribute }, false),
            Operator::In => {
                let equal = |value| Atom::Equal { attribute, value };
                let numbers = comparison.limits.iter().map(|limit| limit.number);
                let atoms = numbers.map(|number| self.atom(equal(number))).collect();
                return Parts::Atoms(Join::Or.negated(negated), atoms, negated);
            }
        };
        Parts::Atom(self.atom(atom), negated != opposite)
    }
}

enum Parts<'a> {
    Atom(usize, bool),
    Nodes(Join, &'a [Node], bool),
    Atoms(Join, Vec<usize>, bool),
}

impl Join {
    fn negated(self, negated: bool) -> Self {
        match (self, negated) {
            (join, false) => join,
            (Self::And, true) => Self::Or,
            (Self::Or, true) => Self::And,
        }
    }
}

/// The most truths on the stack at once.
fn depth(steps: &[Step]) -> usize {
    let (mut now, mut most) = (0usize, 0);
    for step in steps {
        match step {
            Step::Load { .. } => now += 1,
            Step::With { .. } => {}
            Step::Merge(_) => now -= 1,
        }
        most = most.max(now);
    }
    most
}
