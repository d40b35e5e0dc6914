//! Words that the demo's people and firms are put together from.

pub const GIVEN: [&str; 24] = [
    "Ana", "Marko", "Jelena", "Nikola", "Ivana", "Stefan", "Milica", "Petar", "Dragana", "Luka", "Tamara", "Filip",
    "Katarina", "Vuk", "Nevena", "Uroš", "Maja", "Dušan", "Sanja", "Bojan", "Teodora", "Aleksa", "Đorđe", "Olga",
];
pub const FAMILY: [&str; 24] = [
    "Jovanović",
    "Petrović",
    "Nikolić",
    "Marković",
    "Đorđević",
    "Stojanović",
    "Ilić",
    "Stanković",
    "Pavlović",
    "Milošević",
    "Kovačević",
    "Tomić",
    "Lukić",
    "Savić",
    "Popović",
    "Živković",
    "Ristić",
    "Simić",
    "Vasić",
    "Babić",
    "Krstić",
    "Matić",
    "Perić",
    "Ćirić",
];
pub const TRADES: [&str; 10] =
    ["Pekara", "Mesara", "Market", "Hladnjača", "Restoran", "Mlekara", "Voće", "Hotel", "Apoteka", "Cvećara"];
pub const PLACES: [&str; 9] =
    ["Novi Sad", "Beograd", "Niš", "Subotica", "Kragujevac", "Zrenjanin", "Pančevo", "Sombor", "Čačak"];
