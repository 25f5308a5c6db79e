//! Who may do what with one insight (spec/api 1.9).

/// Ranks what somebody may do, weakest first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum AccessLevel {
    /// May not know of it.
    None,
    /// May read.
    Viewer,
    /// May read and write.
    Editor,
    /// May also say who may.
    Manager,
}

impl AccessLevel {
    /// Every level, weakest first.
    pub const ALL: [Self; 4] = [Self::None, Self::Viewer, Self::Editor, Self::Manager];

    /// Returns the level's name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Viewer => "viewer",
            Self::Editor => "editor",
            Self::Manager => "manager",
        }
    }

    /// Returns the level with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

/// Holds one row of access control: a level for a member, a role, or everybody.
#[derive(Clone, Debug, PartialEq)]
pub struct Grant {
    /// The membership that it is for.
    pub member: Option<String>,
    /// The role that it is for.
    pub role: Option<String>,
    /// What the holder may do.
    pub level: AccessLevel,
}

/// Returns the level that the rows give to `member`: explicit rows beat the default row, the strongest
/// wins; editor without any.
pub fn granted_level(grants: &[Grant], member: Option<&str>) -> AccessLevel {
    let explicit = grants.iter().filter(|grant| grant.member.is_some() && grant.member.as_deref() == member);
    let default = grants.iter().filter(|grant| grant.member.is_none() && grant.role.is_none());
    let strongest = explicit.map(|grant| grant.level).max();
    strongest.or_else(|| default.map(|grant| grant.level).max()).unwrap_or(AccessLevel::Editor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(member: Option<&str>, level: AccessLevel) -> Grant {
        Grant { member: member.map(str::to_owned), role: None, level }
    }

    #[test]
    fn a_row_for_the_member_beats_the_default_row() {
        let grants = [grant(None, AccessLevel::None), grant(Some("m1"), AccessLevel::Viewer)];
        assert_eq!(granted_level(&grants, Some("m1")), AccessLevel::Viewer);
        assert_eq!(granted_level(&grants, Some("m2")), AccessLevel::None);
        assert_eq!(granted_level(&grants, None), AccessLevel::None);
        assert_eq!(granted_level(&[], Some("m1")), AccessLevel::Editor);
    }
}
