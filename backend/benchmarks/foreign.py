"""Questions on subjects that a collection knows nothing of, generated from a list of subjects: those whose words stand nowhere in its text or its queries."""

import random
import re

FAMILIES: dict[str, tuple[str, str]] = {
    "cooking": (
        "sourdough; risotto; goulash; macarons; kimchi; tiramisu; paella; hummus; pancakes; lasagne; sauerkraut; meringue",
        "how long does {} keep in the fridge; a recipe for {} without milk; who invented {}; what wine goes with {}; can {} be frozen; why is my {} too salty",
    ),
    "crafts": (
        "crochet; knitting; embroidery; origami; quilting; macrame; calligraphy; pottery; weaving; basketry; bookbinding; woodcarving",
        "which tools do I need to begin with {}; a class for {} near me; {} patterns for children; how to sell {} online; books about {}; is {} good against stress",
    ),
    "money and law": (
        "alimony; inheritance; mortgages; pensions; tenancy; bankruptcy; dividends; copyright; divorce; insurance; payroll; kindergarten",
        "who decides about {}; form for {} of my sister; deadlines for {} this year; a lawyer for {}; what changed about {} last year; {} and taxes",
    ),
    "sports": (
        "badminton; judo; curling; yoga; volleyball; snooker; fencing; rowing; marathon; cricket; karate; gymnastics",
        "rules of {}; who won the {} championship; how to train for {} at home; shoes for {}; is {} an olympic sport; {} for beginners over sixty",
    ),
    "plants and animals": (
        "hamsters; tulips; orchids; hedgehogs; penguins; tomatoes; goldfish; beekeeping; lavender; poodles; tortoises; mushrooms",
        "what do {} need in winter; when to buy {}; are {} poisonous for cats; my {} look ill; photos of {} from grandmother; how old do {} get",
    ),
    "health": (
        "migraine; measles; asthma; vaccination; dentist; pregnancy; allergies; insomnia; eczema; physiotherapy; diabetes; arthritis",
        "what helps with {}; side effects after {}; appointment about {} on tuesday; is {} hereditary; {} in small children; bill of the doctor for {}",
    ),
    "history and belief": (
        "pharaohs; vikings; buddhism; samurai; crusades; aztecs; monasteries; gladiators; easter; pilgrims; mythology; emperors",
        "where did {} come from; what did {} eat; a museum about {}; songs of {}; what is left of {} today; a novel set among {}",
    ),
    "leisure": (
        "karaoke; opera; ukulele; chess; ballet; guitar; sudoku; theatre; backgammon; violin; crosswords; carnival",
        "tickets for {} in december; how to learn {} quickly; the best {} of all time; {} evening with friends; who teaches {} here; history of {} in france",
    ),
}


def questions(known: set[str], wanted: int = 200, *, seed: int = 1) -> list[str]:
    """Up to `wanted`, the same every time. `known` are words of the collection, in lower case."""
    foreign = [
        template.strip().format(subject)
        for subjects, templates in FAMILIES.values()
        for subject in (each.strip() for each in subjects.split(";"))
        if not {subject, subject.removesuffix("s"), subject + "s"} & known
        for template in templates.split(";")
    ]
    random.Random(seed).shuffle(foreign)
    return foreign[:wanted]


def words_of(texts: list[str]) -> set[str]:
    return {word for text in texts for word in re.findall(r"[^\W\d_]+", text.lower())}
