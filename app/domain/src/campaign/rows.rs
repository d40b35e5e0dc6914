//! Figures as links: which rows stand behind one, and how they look.

use crate::metrics::{Figure, Value};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// By what the results of a campaign are taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    Activity,
    List,
    Channel,
    Product,
    Person,
}

impl By {
    pub const ALL: [By; 5] = [By::Activity, By::List, By::Channel, By::Product, By::Person];

    pub fn as_str(self) -> &'static str {
        match self {
            By::Activity => "activity",
            By::List => "list",
            By::Channel => "channel",
            By::Product => "product",
            By::Person => "person",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == text)
    }
}

/// Which rows a figure opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowsOf {
    Figure(Figure),
    /// People who entered a stage as part of the cohort.
    Stage(i64),
    /// People who joined at a stage.
    Joined(i64),
    /// A term of the audience equation of an activity by code, 0 for those who are contacted.
    Term {
        activity: i64,
        term: i64,
    },
    /// A figure of a part of the campaign: of an activity, a list, a channel or a person; 0 is the part without one.
    Part {
        by: By,
        id: i64,
        figure: Figure,
    },
    /// Won opportunities of a month, by its first day.
    Revenue(NaiveDate),
    /// Cost lines of a month, by its first day.
    Cost(NaiveDate),
}

impl RowsOf {
    /// The form used in URLs, such as `figure:new_leads`.
    pub fn code(self) -> String {
        match self {
            RowsOf::Figure(figure) => format!("figure:{}", figure.as_str()),
            RowsOf::Stage(id) => format!("stage:{id}"),
            RowsOf::Joined(id) => format!("joined:{id}"),
            RowsOf::Term { activity, term } => format!("term:{activity}:{term}"),
            RowsOf::Part { by, id, figure } => format!("part:{}:{id}:{}", by.as_str(), figure.as_str()),
            RowsOf::Revenue(day) => format!("revenue:{day}"),
            RowsOf::Cost(day) => format!("cost:{day}"),
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        let (kind, value) = code.split_once(':')?;
        Some(match kind {
            "figure" => RowsOf::Figure(Figure::parse(value)?),
            "stage" => RowsOf::Stage(value.parse().ok()?),
            "joined" => RowsOf::Joined(value.parse().ok()?),
            "term" => {
                let (activity, term) = value.split_once(':')?;
                RowsOf::Term { activity: activity.parse().ok()?, term: term.parse().ok()? }
            }
            "part" => {
                let mut pieces = value.split(':');
                let (by, id, figure) = (pieces.next()?, pieces.next()?, pieces.next()?);
                RowsOf::Part { by: By::parse(by)?, id: id.parse().ok()?, figure: Figure::parse(figure)? }
            }
            "revenue" => RowsOf::Revenue(value.parse().ok()?),
            "cost" => RowsOf::Cost(value.parse().ok()?),
            _ => return None,
        })
    }
}

/// A row behind a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureRow {
    pub id: i64,
    pub person_id: Option<i64>,
    pub name: String,
    pub account: String,
    pub day: Option<NaiveDate>,
    /// State, stage or outcome code, by the kind of row.
    pub state: String,
    pub amount_minor: Option<i64>,
}

/// The rows behind a figure: `visible + hidden` is the figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureRows {
    pub campaign: String,
    pub title: String,
    pub value: Value,
    pub rows: Vec<FigureRow>,
    pub visible: i64,
    pub hidden: i64,
    pub next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_behind_a_figure_survive_the_url() {
        for rows in [
            RowsOf::Figure(Figure::Roi),
            RowsOf::Stage(4),
            RowsOf::Joined(2),
            RowsOf::Term { activity: 3, term: 0 },
            RowsOf::Part { by: By::List, id: 7, figure: Figure::Won },
        ] {
            assert_eq!(RowsOf::parse(&rows.code()), Some(rows));
        }
    }
}
