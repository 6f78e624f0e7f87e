"""Surnames, first names and streets as they are heard in any Flemish school yard, for people who do not exist."""

# fmt: off
FREQUENT_SURNAMES = (
    "Peeters", "Janssens", "Maes", "Jacobs", "Mertens", "Willems", "Claes", "Goossens", "Wouters", "De Smet",
)

SURNAMES = (
    "Vermeulen", "Pauwels", "Hermans", "Aerts", "Michiels", "Martens", "De Clercq", "Van Damme", "Stevens", "Smets",
    "Dubois", "Lambert", "Segers", "Desmet", "Claeys", "Van den Broeck", "Hendrickx", "Janssen", "Coppens", "Wuyts",
    "Bogaerts", "Cools", "Verhoeven", "Lemmens", "De Backer", "De Cock", "Van de Velde", "Moens", "Verbeke", "Thys",
    "Baert", "Verlinden", "De Vos", "Smet", "Callens", "Lenaerts", "Van Dyck", "Vandenberghe", "Bosmans", "Declercq",
    "De Meyer", "Geerts", "Christiaens", "Raes", "Coenen", "Vercammen", "Verstraete", "Verhaeghe", "Cuypers",
    "Hendriks", "Nijs", "De Wilde", "Verschueren", "Ceulemans", "Van Hove", "Wauters", "Naessens", "Daems",
    "Van Acker", "Gielen", "Jansen", "Vos", "Roels", "Torfs", "Verheyen", "Bauwens", "Vandeputte", "Vanhoutte",
    "De Bruyn", "Borremans", "Timmermans", "De Pauw", "Van Looy", "Nys", "Vervoort", "Simons", "Beckers", "Dewulf",
    "Van Camp", "Staelens", "Lauwers", "Vermeiren", "Huybrechts", "D'Hondt", "Haesevoets", "Sterckx", "Dierickx",
    "Vandewalle", "Cornelis", "Roelandt", "Van Impe", "De Ridder", "Matthys", "Van Hoof", "Schepers", "Verbruggen",
    "Vanneste", "Deprez", "Demeyer", "Cauwenberghs", "Van Laer", "Van Gestel", "Bracke", "Temmerman", "Buyse",
    "Haerens", "De Coninck", "Dhaene", "Lievens", "Eeckhout", "Ooms", "Swinnen", "Vandersteen", "Reynders",
    "Vanderlinden", "Knockaert", "Decock", "Dewaele", "Bertels", "Luyten", "Kenis", "Van Eyck", "Rombouts", "Leysen",
    "Op de Beeck", "Van Rompaey", "Dockx", "Heylen", "Mariën", "Gevaert", "Schoofs", "Meeus", "Saerens", "Boeykens",
    "Vloeberghs", "Hoste", "Ghyselinck", "Vlaeminck", "Van Hecke", "Moerman", "Standaert", "Lippens", "Herman",
    "Philips", "Wils", "Somers", "Boonen", "Croes", "Thijs", "Vrancken", "Kerkhofs", "Kellens", "Brouwers",
    "Hendrikx", "Bielen", "Steegmans", "Vanstraelen", "Nelissen", "Theunissen", "Driesen", "Jaspers", "Vliegen",
    "Geraerts", "Paredis", "Gijbels", "Ramaekers", "Loix", "Carlier", "Denis", "Leroy", "Lefèvre", "François",
    "Simon", "Laurent",
)

SURNAMES_FROM_ABROAD = (
    ("Ben Ali", "MA"), ("El Amrani", "MA"), ("Bouzidi", "MA"), ("El Idrissi", "MA"), ("Amrani", "MA"),
    ("Benali", "DZ"), ("Chakir", "MA"), ("El Khattabi", "MA"), ("Haddad", "DZ"), ("Ouali", "MA"), ("Tahiri", "MA"),
    ("Ziani", "MA"), ("Belkacem", "DZ"), ("Yilmaz", "TR"), ("Kaya", "TR"), ("Demir", "TR"), ("Çelik", "TR"),
    ("Öztürk", "TR"), ("Şahin", "TR"), ("Aydın", "TR"), ("Yıldız", "TR"), ("Arslan", "TR"), ("Koç", "TR"),
    ("Kurt", "TR"), ("Nowak", "PL"), ("Kowalski", "PL"), ("Wójcik", "PL"), ("Popescu", "RO"), ("Ionescu", "RO"),
    ("Dimitrov", "BG"), ("Ivanova", "BG"), ("Petrova", "BG"), ("Hoxha", "AL"), ("Krasniqi", "XK"), ("Gashi", "XK"),
    ("Kovačević", "RS"), ("Jovanović", "RS"), ("Kabongo", "CD"), ("Mukendi", "CD"), ("Ilunga", "CD"), ("Mbuyi", "CD"),
    ("Tshibanda", "CD"), ("Diallo", "GN"), ("Bah", "GN"), ("Barry", "GN"), ("Mensah", "GH"), ("Owusu", "GH"),
    ("Osei", "GH"), ("Hassan", "SO"), ("Mohamud", "SO"), ("Abdi", "SO"), ("Tesfay", "ER"), ("Haile", "ER"),
    ("Ahmadi", "AF"), ("Rahimi", "AF"), ("Karimi", "AF"), ("Hosseini", "IR"), ("Noori", "AF"), ("Al Hassan", "SY"),
    ("Al Masri", "IQ"), ("Khalil", "SY"), ("Haddou", "MA"), ("Singh", "IN"), ("Sharma", "IN"), ("Gurung", "NP"),
    ("Nguyen", "VN"), ("Tran", "VN"), ("Li", "CN"), ("Santos", "PT"), ("Fernandes", "PT"), ("Silva", "PT"),
    ("García", "ES"), ("Martínez", "ES"), ("Rossi", "IT"), ("Kovalenko", "UA"), ("Shevchenko", "UA"),
    ("Magomadov", "RU"), ("Grigoryan", "AM"),
)

BIRTH_PLACES_ABROAD = {
    "MA": "Tanger", "DZ": "Oran", "TR": "Emirdağ", "PL": "Krakau", "RO": "Cluj-Napoca", "BG": "Plovdiv",
    "AL": "Tirana", "XK": "Prizren", "RS": "Belgrado", "CD": "Kinshasa", "GN": "Conakry", "GH": "Kumasi",
    "SO": "Mogadishu", "ER": "Asmara", "AF": "Kaboel", "IR": "Teheran", "SY": "Aleppo", "IQ": "Bagdad",
    "IN": "Amritsar", "NP": "Pokhara", "VN": "Hanoi", "CN": "Guangzhou", "PT": "Porto", "ES": "Málaga",
    "IT": "Napels", "UA": "Charkov", "RU": "Grozny", "AM": "Jerevan",
}

GIRLS_NAMES = (
    "Noor", "Emma", "Olivia", "Louise", "Mila", "Lina", "Elena", "Julia", "Marie", "Anna", "Ella", "Lotte",
    "Juliette", "Nora", "Elise", "Lena", "Lore", "Fien", "Amber", "Laura", "Febe", "Kato", "Hanne", "Jade", "Axelle",
    "Zoë", "Anke", "Tess", "Lara", "Sofie", "Charlotte", "Ellen", "Sarah", "Eline", "Jana", "Silke", "Britt",
    "Anouk", "Yana", "Femke", "Amélie", "Célia", "Helena", "Camille", "Alice", "Nina", "Oona", "Maud", "Roos", "Saar",
    "Billie", "Marthe", "Leonie", "Ines", "Luna", "Margot", "Norah", "Nore", "Janne", "Lies", "Merel", "Floor",
    "Fleur", "Astrid", "Stien", "Robin", "Senna", "Amina", "Yasmine", "Fatima", "Aya", "Salma", "Imane", "Inaya",
    "Malak", "Hafsa", "Elif", "Zeynep", "Defne", "Esra", "Aaliyah", "Mariam", "Chaima", "Nour", "Zuzanna", "Andreea",
    "Elira", "Grace", "Divine", "Naomi", "Aïcha", "Selam", "Zahra", "Parisa", "Leila", "Sofia", "Daria", "Milena",
    "Kimberly", "Shania", "Kelly", "Jessica", "Chelsea", "Vanessa", "Melissa",
)

BOYS_NAMES = (
    "Noah", "Arthur", "Liam", "Louis", "Lucas", "Jules", "Adam", "Victor", "Finn", "Matteo", "Lewis", "Mathis",
    "Vince", "Lars", "Stan", "Leon", "Oscar", "Seppe", "Wout", "Milan", "Senne", "Lowie", "Thomas", "Kobe", "Mats",
    "Robbe", "Jasper", "Xander", "Ferre", "Alexander", "Elias", "Mauro", "Daan", "Tuur", "Warre", "Jef", "Cas",
    "Nand", "Rune", "Tibo", "Jelle", "Simon", "Bram", "Arne", "Niels", "Dries", "Sander", "Ruben", "Kjell", "Jarne",
    "Yarne", "Quinten", "Maxime", "Gilles", "Emiel", "Georges", "Achiel", "Otis", "Basil", "Felix", "Hugo", "Lou",
    "Ward", "Tijl", "Michiel", "Pieter", "Mohamed", "Ayoub", "Bilal", "Ilias", "Imran", "Yassin", "Anas", "Rayan",
    "Zakaria", "Hamza", "Emir", "Yusuf", "Mustafa", "Berat", "Kerem", "Jakub", "Kacper", "Andrei", "Stefan", "Luka",
    "Arben", "Dion", "Emmanuel", "Exaucé", "Junior", "Kofi", "Ibrahim", "Mamadou", "Abdullah", "Samuel", "Omar",
    "Ali", "Reza", "Arjun", "Bao", "Diego", "Tiago", "Luca", "Marko", "Artem", "Kevin", "Jordy", "Dylan", "Kenji",
    "Brandon", "Jason", "Steven",
)

STREETS = (
    "Kerkstraat", "Stationsstraat", "Molenstraat", "Dorpsstraat", "Schoolstraat", "Nieuwstraat", "Veldstraat",
    "Kapelstraat", "Bosstraat", "Hoogstraat", "Beekstraat", "Lindelaan", "Kastanjelaan", "Beukenlaan", "Eikenlaan",
    "Berkenlaan", "Rozenlaan", "Tulpenstraat", "Zonnestraat", "Zandstraat", "Heidestraat", "Kouterstraat",
    "Meersstraat", "Broekstraat", "Leopoldlaan", "Albertlaan", "Groenstraat", "Vaartstraat", "Brugstraat",
    "Dijkstraat", "Sint-Jansstraat", "Sint-Martinusstraat", "Gasthuisstraat", "Pastorijstraat", "Statielei",
    "Liersesteenweg", "Gentsesteenweg", "Brusselsesteenweg", "Diestsesteenweg", "Antwerpsesteenweg", "Brugsesteenweg",
    "Hasseltsesteenweg", "Processieweg", "Kruisstraat", "Langestraat", "Korte Nieuwstraat", "Guido Gezellestraat",
    "Hendrik Consciencestraat", "Vlasstraat", "Weverijstraat", "Spoorwegstraat", "Parklaan", "Vijverstraat",
    "Patrijzenlaan", "Merelstraat", "Leeuwerikstraat", "Zwaluwenlaan", "Oude Baan", "Steenweg", "Markt",
)
# fmt: on
