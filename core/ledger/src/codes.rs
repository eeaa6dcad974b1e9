//! The numbers that an enterprise is registered under, and what they say about who it is.

use phaseout_model::CreditCode;

/// The codes of a row or of an enterprise, as they are compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Codes {
    /// 统一社会信用代码, since 2015.
    pub(crate) unified: Vec<String>,
    /// 组织机构代码, printed or taken from the unified code.
    pub(crate) organisation: Vec<String>,
    /// 营业执照注册号, before 2015.
    pub(crate) registration: Vec<String>,
}

/// How many characters a unified code has.
pub(crate) const UNIFIED: usize = 18;

/// The organisation code inside a unified one: its characters 9 to 17 (GB 32100-2015).
pub(crate) fn organisation_in(unified: &str) -> Option<&str> {
    unified.get(8..17)
}

impl Codes {
    /// Reads printed codes, whichever column they stand in; what is none is passed over.
    pub(crate) fn of<'t>(printed: impl IntoIterator<Item = &'t str>) -> Self {
        let mut codes = Self::default();
        for text in printed {
            match CreditCode::parse(text) {
                Ok(CreditCode::Unified(code)) => add(&mut codes.unified, code),
                Ok(CreditCode::Organisation(code)) => add(&mut codes.organisation, code),
                Ok(CreditCode::Registration(code)) => add(&mut codes.registration, code),
                Err(_) => {}
            }
        }
        codes
    }

    /// Whether a printed organisation code is not the one inside the printed unified code: one of them is
    /// a misprint.
    pub(crate) fn contradict_themselves(&self) -> bool {
        let inside: Vec<&str> =
            self.unified.iter().filter_map(|code| organisation_in(code)).collect();
        !inside.is_empty() && self.organisation.iter().any(|code| !inside.contains(&code.as_str()))
    }

    /// Without an organisation code that contradicts the unified one.
    pub(crate) fn without_contradictions(mut self) -> Self {
        if self.contradict_themselves() {
            self.organisation.clear();
        }
        self
    }

    /// With the organisation codes inside the unified ones.
    pub(crate) fn with_those_inside(mut self) -> Self {
        for code in self.unified.clone() {
            if let Some(inside) = organisation_in(&code) {
                add(&mut self.organisation, inside.to_owned());
            }
        }
        self
    }

    /// The codes that say who a row is about.
    pub(crate) fn identifying(self) -> Self {
        self.without_contradictions().with_those_inside()
    }

    /// Adds those of another row of the same enterprise.
    pub(crate) fn extend(&mut self, other: Self) {
        other.unified.into_iter().for_each(|code| add(&mut self.unified, code));
        other.organisation.into_iter().for_each(|code| add(&mut self.organisation, code));
        other.registration.into_iter().for_each(|code| add(&mut self.registration, code));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.unified.is_empty() && self.organisation.is_empty() && self.registration.is_empty()
    }

    /// Every code, the strongest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &String> {
        self.unified.iter().chain(&self.organisation).chain(&self.registration)
    }

    /// Whether the two are another legal person, as far as codes tell: the strongest kind that both have
    /// decides.
    pub(crate) fn conflict(&self, other: &Self) -> bool {
        [
            (&self.unified, &other.unified),
            (&self.organisation, &other.organisation),
            (&self.registration, &other.registration),
        ]
        .into_iter()
        .find(|(own, others)| !own.is_empty() && !others.is_empty())
        .is_some_and(|(own, others)| !own.iter().any(|code| others.contains(code)))
    }
}

fn add(codes: &mut Vec<String>, code: String) {
    if !codes.contains(&code) {
        codes.push(code);
    }
}

/// A printed code as it is compared: as it is read, or as it stands where it is none.
pub(crate) fn fold_code(printed: &str) -> String {
    CreditCode::parse(printed).map_or_else(|_| crate::names::fold(printed), |code| code.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unified_code_holds_the_organisation_code() {
        let codes = Codes::of(["91421221068429284k", "**"]).identifying();
        assert_eq!(codes.organisation, ["068429284"]);
        assert!(!codes.conflict(&Codes::of(["06842928-4"])));
        assert!(codes.conflict(&Codes::of(["91330112000000019J"]).identifying()));
        assert!(!codes.conflict(&Codes::of(["532300000000001"])), "codes of two kinds say nothing");
        assert!(Codes::of(["91421221068429284K", "000000019"]).contradict_themselves());
        assert!(!Codes::of(["91421221068429284K", "06842928-4"]).contradict_themselves());
    }
}
