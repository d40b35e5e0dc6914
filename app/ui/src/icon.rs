//! Icons: Lucide outlines (ISC licence), inlined so that no icon is fetched.

use leptos::prelude::*;

/// An icon by what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    Today,
    Campaigns,
    Audience,
    Sales,
    Analysis,
    Settings,
    More,
    Menu,
    Plus,
    Check,
    X,
    ChevronDown,
    ChevronEnd,
    ChevronStart,
    Warn,
    Info,
    Table,
    Download,
    Phone,
    PhoneOff,
    PhoneMissed,
    Clock,
    ThumbsUp,
    ThumbsDown,
    Ban,
    Mail,
    Meeting,
    Undo,
    Upload,
    File,
    List,
    Filter,
    Lock,
    Trash,
    Eye,
    Copy,
    Trophy,
    Flag,
    User,
    SignOut,
    Search,
    Pencil,
    ArrowEnd,
    Columns,
    History,
    Diamond,
    Turn,
    Fax,
    Message,
    Event,
    Megaphone,
    Book,
    Letter,
    Help,
    Handover,
    Queue,
    Wallet,
    Paste,
}

impl Glyph {
    /// Every glyph, for the component sheet.
    #[cfg(debug_assertions)]
    pub const ALL: &[Glyph] = &[
        Glyph::Today,
        Glyph::Campaigns,
        Glyph::Audience,
        Glyph::Sales,
        Glyph::Analysis,
        Glyph::Settings,
        Glyph::More,
        Glyph::Menu,
        Glyph::Plus,
        Glyph::Check,
        Glyph::X,
        Glyph::ChevronDown,
        Glyph::ChevronEnd,
        Glyph::ChevronStart,
        Glyph::Warn,
        Glyph::Info,
        Glyph::Table,
        Glyph::Download,
        Glyph::Phone,
        Glyph::PhoneOff,
        Glyph::PhoneMissed,
        Glyph::Clock,
        Glyph::ThumbsUp,
        Glyph::ThumbsDown,
        Glyph::Ban,
        Glyph::Mail,
        Glyph::Meeting,
        Glyph::Undo,
        Glyph::Upload,
        Glyph::File,
        Glyph::List,
        Glyph::Filter,
        Glyph::Lock,
        Glyph::Trash,
        Glyph::Eye,
        Glyph::Copy,
        Glyph::Trophy,
        Glyph::Flag,
        Glyph::User,
        Glyph::SignOut,
        Glyph::Search,
        Glyph::Pencil,
        Glyph::ArrowEnd,
        Glyph::Columns,
        Glyph::History,
        Glyph::Diamond,
        Glyph::Turn,
        Glyph::Fax,
        Glyph::Message,
        Glyph::Event,
        Glyph::Megaphone,
        Glyph::Book,
        Glyph::Letter,
        Glyph::Help,
        Glyph::Handover,
        Glyph::Queue,
        Glyph::Wallet,
        Glyph::Paste,
    ];
}

impl Glyph {
    fn outline(self) -> &'static str {
        match self {
            Glyph::Today => {
                r#"<path d="M8 2v3"/><path d="M16 2v3"/><rect x="3" y="3" width="18" height="18" rx="2"/><path d="M3 9h18"/><path d="m9 15 2 2 4-4"/>"#
            }
            Glyph::Campaigns => {
                r#"<path d="M11 6a13 13 0 0 0 8.4-2.8A1 1 0 0 1 21 4v12a1 1 0 0 1-1.6.8A13 13 0 0 0 11 14H5a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2z"/><path d="M6 14a12 12 0 0 0 2.4 7.2 2 2 0 0 0 3.2-2.4A8 8 0 0 1 10 14"/><path d="M8 6v8"/>"#
            }
            Glyph::Audience => {
                r#"<path d="M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2"/><path d="M16 3.128a4 4 0 0 1 0 7.744"/><path d="M22 21v-2a4 4 0 0 0-3-3.87"/><circle cx="9" cy="7" r="4"/>"#
            }
            Glyph::Sales => r#"<path d="M5 3v14"/><path d="M12 3v8"/><path d="M19 3v18"/>"#,
            Glyph::Analysis => {
                r#"<path d="M3 3v16a2 2 0 0 0 2 2h16"/><path d="M18 17V9"/><path d="M13 17V5"/><path d="M8 17v-3"/>"#
            }
            Glyph::Settings => {
                r#"<path d="M9.671 4.136a2.34 2.34 0 0 1 4.659 0 2.34 2.34 0 0 0 3.319 1.915 2.34 2.34 0 0 1 2.33 4.033 2.34 2.34 0 0 0 0 3.831 2.34 2.34 0 0 1-2.33 4.033 2.34 2.34 0 0 0-3.319 1.915 2.34 2.34 0 0 1-4.659 0 2.34 2.34 0 0 0-3.32-1.915 2.34 2.34 0 0 1-2.33-4.033 2.34 2.34 0 0 0 0-3.831A2.34 2.34 0 0 1 6.35 6.051a2.34 2.34 0 0 0 3.319-1.915"/><circle cx="12" cy="12" r="3"/>"#
            }
            Glyph::More => r#"<path stroke-width="3.75" d="M5 12h.01M12 12h.01M19 12h.01"/>"#,
            Glyph::Menu => r#"<path d="M4 5h16"/><path d="M4 12h16"/><path d="M4 19h16"/>"#,
            Glyph::Plus => r#"<path d="M5 12h14"/><path d="M12 5v14"/>"#,
            Glyph::Check => r#"<path d="M20 6 9 17l-5-5"/>"#,
            Glyph::X => r#"<path d="M18 6 6 18"/><path d="m6 6 12 12"/>"#,
            Glyph::ChevronDown => r#"<path d="m6 9 6 6 6-6"/>"#,
            Glyph::ChevronEnd => r#"<path d="m9 18 6-6-6-6"/>"#,
            Glyph::ChevronStart => r#"<path d="m15 18-6-6 6-6"/>"#,
            Glyph::Warn => {
                r#"<circle cx="12" cy="12" r="10"/><line x1="12" x2="12" y1="8" y2="12"/><line x1="12" x2="12.01" y1="16" y2="16"/>"#
            }
            Glyph::Info => r#"<circle cx="12" cy="12" r="10"/><path d="M12 16v-4"/><path d="M12 8h.01"/>"#,
            Glyph::Table => {
                r#"<path d="M3 9h18"/><path d="M9 3v18"/><rect x="3" y="3" width="18" height="18" rx="2"/>"#
            }
            Glyph::Download => {
                r#"<path d="M12 15V3"/><path d="M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4"/><path d="m7 10 5 5 5-5"/>"#
            }
            Glyph::Phone => {
                r#"<path d="M13.832 16.568a1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 6.392 6.384"/>"#
            }
            Glyph::PhoneOff => {
                r#"<path d="M10.1 13.9a14 14 0 0 0 3.732 2.668 1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2 18 18 0 0 1-12.728-5.272"/><path d="M22 2 2 22"/><path d="M4.76 13.582A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 .244.473"/>"#
            }
            Glyph::PhoneMissed => {
                r#"<path d="m16 2 6 6"/><path d="m22 2-6 6"/><path d="M13.832 16.568a1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 6.392 6.384"/>"#
            }
            Glyph::Clock => r#"<circle cx="12" cy="12" r="10"/><path d="M12 6v6l4 2"/>"#,
            Glyph::ThumbsUp => {
                r#"<path d="M15 5.88 14 10h5.83a2 2 0 0 1 1.92 2.56l-2.33 8A2 2 0 0 1 17.5 22H4a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2h2.76a2 2 0 0 0 1.79-1.11L12 2a3.13 3.13 0 0 1 3 3.88Z"/><path d="M7 10v12"/>"#
            }
            Glyph::ThumbsDown => {
                r#"<path d="M9 18.12 10 14H4.17a2 2 0 0 1-1.92-2.56l2.33-8A2 2 0 0 1 6.5 2H20a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-2.76a2 2 0 0 0-1.79 1.11L12 22a3.13 3.13 0 0 1-3-3.88Z"/><path d="M17 14V2"/>"#
            }
            Glyph::Ban => r#"<circle cx="12" cy="12" r="10"/><path d="M4.929 4.929 19.07 19.071"/>"#,
            Glyph::Mail => {
                r#"<path d="m22 7-8.991 5.727a2 2 0 0 1-2.009 0L2 7"/><rect x="2" y="4" width="20" height="16" rx="2"/>"#
            }
            Glyph::Meeting => {
                r#"<path d="m11 17 2 2a1 1 0 1 0 3-3"/><path d="m14 14 2.5 2.5a1 1 0 1 0 3-3l-3.88-3.88a3 3 0 0 0-4.24 0l-.88.88a1 1 0 1 1-3-3l2.81-2.81a5.79 5.79 0 0 1 7.06-.87l.47.28a2 2 0 0 0 1.42.25L21 4"/><path d="m21 3 1 11h-2"/><path d="M3 3 2 14l6.5 6.5a1 1 0 1 0 3-3"/><path d="M3 4h8"/>"#
            }
            Glyph::Undo => {
                r#"<path d="M9 14 4 9l5-5"/><path d="M4 9h10.5a5.5 5.5 0 0 1 5.5 5.5a5.5 5.5 0 0 1-5.5 5.5H11"/>"#
            }
            Glyph::Upload => {
                r#"<path d="M12 3v12"/><path d="m17 8-5-5-5 5"/><path d="M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4"/>"#
            }
            Glyph::File => {
                r#"<path d="M6 22a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2h8a2.4 2.4 0 0 1 1.704.706l3.588 3.588A2.4 2.4 0 0 1 20 8v12a2 2 0 0 1-2 2z"/><path d="M14 2v5a1 1 0 0 0 1 1h5"/><path d="M10 9H8"/><path d="M16 13H8"/><path d="M16 17H8"/>"#
            }
            Glyph::List => {
                r#"<path d="M3 5h.01"/><path d="M3 12h.01"/><path d="M3 19h.01"/><path d="M8 5h13"/><path d="M8 12h13"/><path d="M8 19h13"/>"#
            }
            Glyph::Filter => {
                r#"<path d="M10 20a1 1 0 0 0 .553.895l2 1A1 1 0 0 0 14 21v-7a2 2 0 0 1 .517-1.341L21.74 4.67A1 1 0 0 0 21 3H3a1 1 0 0 0-.742 1.67l7.225 7.989A2 2 0 0 1 10 14z"/>"#
            }
            Glyph::Lock => {
                r#"<rect width="18" height="11" x="3" y="11" rx="2" ry="2"/><path d="M7 11V7a5 5 0 0 1 10 0v4"/>"#
            }
            Glyph::Trash => {
                r#"<path d="M10 11v6"/><path d="M14 11v6"/><path d="M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6"/><path d="M3 6h18"/><path d="M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2"/>"#
            }
            Glyph::Eye => {
                r#"<path d="M2.062 12.348a1 1 0 0 1 0-.696 10.75 10.75 0 0 1 19.876 0 1 1 0 0 1 0 .696 10.75 10.75 0 0 1-19.876 0"/><circle cx="12" cy="12" r="3"/>"#
            }
            Glyph::Wallet => {
                r#"<path d="M19 7V5a1 1 0 0 0-1-1H5a2 2 0 0 0 0 4h15a1 1 0 0 1 1 1v4h-3a2 2 0 0 0 0 4h3a1 1 0 0 0 1-1v-2a1 1 0 0 0-1-1"/><path d="M3 6v12a2 2 0 0 0 2 2h15a1 1 0 0 0 1-1v-4"/>"#
            }
            Glyph::Paste => {
                r#"<path d="M11 14h10"/><path d="M16 4h2a2 2 0 0 1 2 2v1.344"/><path d="m17 18 4-4-4-4"/><path d="M8 4H6a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h12a2 2 0 0 0 1.793-1.113"/><rect x="8" y="2" width="8" height="4" rx="1"/>"#
            }
            Glyph::Copy => {
                r#"<rect width="14" height="14" x="8" y="8" rx="2" ry="2"/><path d="M4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2"/>"#
            }
            Glyph::Trophy => {
                r#"<path d="M10 14.66V17a1 1 0 0 1-1 1 2 2 0 0 0-2 2v2"/><path d="M14 14.66V17a1 1 0 0 0 1 1 2 2 0 0 1 2 2v2"/><path d="M17.916 10H19.5A2.5 2.5 0 0 0 22 7.5V5a1 1 0 0 0-1-1h-3"/><path d="M4 22h16"/><path d="M6 9a6 6 0 0 0 12 0V3a1 1 0 0 0-1-1H7a1 1 0 0 0-1 1z"/><path d="M6.084 10H4.5A2.5 2.5 0 0 1 2 7.5V5a1 1 0 0 1 1-1h3"/>"#
            }
            Glyph::Flag => {
                r#"<path d="M4 22V4a1 1 0 0 1 .4-.8A6 6 0 0 1 8 2c3 0 5 2 7.333 2q2 0 3.067-.8A1 1 0 0 1 20 4v10a1 1 0 0 1-.4.8A6 6 0 0 1 16 16c-3 0-5-2-8-2a6 6 0 0 0-4 1.528"/>"#
            }
            Glyph::User => r#"<path d="M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2"/><circle cx="12" cy="7" r="4"/>"#,
            Glyph::SignOut => {
                r#"<path d="m16 17 5-5-5-5"/><path d="M21 12H9"/><path d="M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4"/>"#
            }
            Glyph::Search => r#"<path d="m21 21-4.34-4.34"/><circle cx="11" cy="11" r="8"/>"#,
            Glyph::Pencil => {
                r#"<path d="M21.174 6.812a1 1 0 0 0-3.986-3.987L3.842 16.174a2 2 0 0 0-.5.83l-1.321 4.352a.5.5 0 0 0 .623.622l4.353-1.32a2 2 0 0 0 .83-.497z"/><path d="m15 5 4 4"/>"#
            }
            Glyph::ArrowEnd => r#"<path d="M5 12h14"/><path d="m12 5 7 7-7 7"/>"#,
            Glyph::Columns => {
                r#"<rect width="18" height="18" x="3" y="3" rx="2"/><path d="M9 3v18"/><path d="M15 3v18"/>"#
            }
            Glyph::Diamond => {
                r#"<path d="M2.7 10.3a2.41 2.41 0 0 0 0 3.41l7.59 7.59a2.41 2.41 0 0 0 3.41 0l7.59-7.59a2.41 2.41 0 0 0 0-3.41l-7.59-7.59a2.41 2.41 0 0 0-3.41 0Z"/>"#
            }
            Glyph::Turn => r#"<path d="m15 10 5 5-5 5"/><path d="M4 4v7a4 4 0 0 0 4 4h12"/>"#,
            Glyph::Fax => {
                r#"<path d="M6 18H4a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-2"/><path d="M6 9V3a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v6"/><rect x="6" y="14" width="12" height="8" rx="1"/>"#
            }
            Glyph::Message => {
                r#"<path d="M22 17a2 2 0 0 1-2 2H6.828a2 2 0 0 0-1.414.586l-2.202 2.202A.71.71 0 0 1 2 21.286V5a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2z"/>"#
            }
            Glyph::Event => {
                r#"<path d="M3.5 21 14 3"/><path d="M20.5 21 10 3"/><path d="M15.5 21 12 15l-3.500 6"/><path d="M2 21h20"/>"#
            }
            Glyph::Megaphone => {
                r#"<path d="M4.9 16.1C1 12.2 1 5.8 4.9 1.9"/><path d="M7.8 4.7a6.14 6.14 0 0 0-.8 7.500"/><circle cx="12" cy="9" r="2"/><path d="M16.2 4.800c2 2 2.260 5.110.8 7.470"/><path d="M19.1 1.900a9.960 9.960 0 0 1 0 14.100"/><path d="M9.500 18h5"/><path d="m8 22 4-11 4 11"/>"#
            }
            Glyph::Book => {
                r#"<path d="M12 7v14"/><path d="M3 18a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1h5a4 4 0 0 1 4 4 4 4 0 0 1 4-4h5a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1h-6a3 3 0 0 0-3 3 3 3 0 0 0-3-3z"/>"#
            }
            Glyph::Letter => {
                r#"<path d="M22 13V6a2 2 0 0 0-2-2H4a2 2 0 0 0-2 2v12c0 1.100.900 2 2 2h8"/><path d="m22 7-8.970 5.700a1.940 1.940 0 0 1-2.060 0L2 7"/><path d="m16 19 2 2 4-4"/>"#
            }
            Glyph::Help => {
                r#"<circle cx="12" cy="12" r="10"/><path d="M9.090 9a3 3 0 0 1 5.830 1c0 2-3 3-3 3"/><path d="M12 17h.01"/>"#
            }
            Glyph::Handover => {
                r#"<path d="m16 3 4 4-4 4"/><path d="M20 7H4"/><path d="m8 21-4-4 4-4"/><path d="M4 17h16"/>"#
            }
            Glyph::Queue => {
                r#"<path d="M11 12H3"/><path d="M16 6H3"/><path d="M16 18H3"/><path d="M18 9v6"/><path d="M21 12h-6"/>"#
            }
            Glyph::History => {
                r#"<path d="M3 12a9 9 0 1 0 9-9 9.75 9.75 0 0 0-6.74 2.74L3 8"/><path d="M3 3v5h5"/><path d="M12 7v5l4 2"/>"#
            }
        }
    }

    /// Icons that point along the reading turn round with it.
    fn turns(self) -> bool {
        matches!(
            self,
            Glyph::ChevronEnd | Glyph::ChevronStart | Glyph::ArrowEnd | Glyph::Undo | Glyph::SignOut | Glyph::Turn
        )
    }
}

/// An icon; it is hidden from assistive technology, the words stand beside it or on its button.
#[component]
pub fn Icon(glyph: Glyph, #[prop(default = 16)] size: u32) -> impl IntoView {
    let class = if glyph.turns() { "i rtl:-scale-x-100" } else { "i" };
    view! {
        <svg class=class width=size height=size viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" inner_html=glyph.outline()></svg>
    }
}
