//! The way to a first result: five steps, each done when the base shows it.

use serde::{Deserialize, Serialize};

/// How far a workspace is on its way to a first result.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guide {
    pub people: i64,
    /// Colleagues who can be given work, besides the one who asks.
    pub colleagues: i64,
    /// The newest campaign: its id, its name, and whether it is a quick one.
    pub campaign: Option<(i64, String, bool)>,
    /// Whether that has people to address.
    pub aimed: bool,
    pub launched: bool,
    /// Pieces of work that were carried out.
    pub worked: i64,
    /// Responses and leads.
    pub answers: i64,
}

impl Guide {
    /// Steps in all.
    pub const STEPS: usize = 5;

    /// The step that comes next, from 0; [`Guide::STEPS`] once there is a result.
    pub fn step(&self) -> usize {
        let done = [
            self.people > 0,
            self.campaign.is_some() && (self.aimed || self.launched),
            self.launched,
            self.worked > 0,
            self.answers > 0,
        ];
        done.iter().position(|done| !done).unwrap_or(Self::STEPS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_next_until_the_base_shows_it() {
        let mut guide = Guide::default();
        assert_eq!(guide.step(), 0);
        guide.people = 12;
        assert_eq!(guide.step(), 1);
        guide.campaign = Some((1, "Calls".into(), true));
        assert_eq!(guide.step(), 1, "a campaign without people is not aimed");
        guide.aimed = true;
        assert_eq!(guide.step(), 2);
        guide.launched = true;
        guide.worked = 3;
        assert_eq!(guide.step(), 4);
        guide.answers = 1;
        assert_eq!(guide.step(), Guide::STEPS);
    }
}
