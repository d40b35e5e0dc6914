//! The context of a request: who reads, in which language, calendar and currency, on which day. Made once on the server,
//! sent with the page, and the only source of these on both sides.

use chrono::NaiveDate;
use domain::{
    calendar::Calendar,
    money::Currency,
    rights::{Role, UseCase},
    user::{Language, Theme},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use texts::{Locale, Texts};

/// The signed-in user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub id: i64,
    pub name: String,
    pub role: Role,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageContext {
    pub language: Language,
    pub calendar: Calendar,
    pub currency: Currency,
    pub theme: Theme,
    pub today: NaiveDate,
    /// Empty before first start.
    pub workspace: String,
    pub demo: bool,
    /// The first start asks for the code that the server printed.
    pub setup_code: bool,
    pub me: Option<Me>,
    /// Address of the texts of this language.
    pub texts: String,
    /// Folder of program and style, which changes with them.
    pub assets: String,
}

/// What pages take from the context; cheap to copy into closures.
#[derive(Clone, Copy)]
pub struct Page {
    pub l: Locale,
    pub t: Texts,
    pub today: NaiveDate,
    pub role: Role,
    pub context: StoredValue<PageContext>,
}

impl Page {
    /// Makes the context of everything below the current owner.
    pub fn provide(context: PageContext, texts: Texts) -> Self {
        let page = Self {
            l: Locale { texts, calendar: context.calendar, currency: context.currency },
            t: texts,
            today: context.today,
            role: context.me.as_ref().map_or(Role::Viewer, |me| me.role),
            context: StoredValue::new(context),
        };
        provide_context(page);
        page
    }

    pub fn may(self, case: UseCase) -> bool {
        self.role.may(case)
    }

    pub fn is_rtl(self) -> bool {
        self.t.language.is_rtl()
    }
}

/// The context of the page.
///
/// # Panics
/// Outside of a page; [`Page::provide`] is called before anything is rendered.
pub fn use_page() -> Page {
    expect_context::<Page>()
}

#[cfg(feature = "ssr")]
impl PageContext {
    /// The context outside of any request, for listing the routes.
    pub fn nobody() -> Self {
        Self {
            language: Language::En,
            calendar: Calendar::Gregorian,
            currency: Currency::EUR,
            theme: Theme::System,
            today: NaiveDate::default(),
            workspace: String::new(),
            demo: false,
            setup_code: false,
            me: None,
            texts: String::new(),
            assets: "/pkg".to_owned(),
        }
    }
}
