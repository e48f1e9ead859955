"""Posters, tickets, labels, charts and boards."""

import math

from PIL import Image

from bowerbird.library_sample.pictures.canvas import BLUE, GREEN, INK, OCHRE, PAPER, RED, Canvas


def spring_fair_poster() -> Image.Image:
    page = Canvas(900, 1270, (246, 239, 214))
    page.frame(30, GREEN, 8)
    for turn in range(24):
        angle = turn * math.pi / 12
        page.draw.line((450, 300, 450 + 210 * math.cos(angle), 300 + 210 * math.sin(angle)), fill=OCHRE, width=10)
    page.draw.ellipse((330, 180, 570, 420), fill=(236, 190, 80))
    page.centred(560, "SPRING FAIR", 104, GREEN)
    page.centred(700, "Plant sale, seed swap and cake", 46)
    page.centred(780, "Saturday 20 April 2024, 10 to 4", 46, RED)
    page.centred(860, "Alder Lane allotments, by the lower gate", 38)
    for x in range(110, 820, 90):
        page.draw.line((x, 1190, x, 1080), fill=GREEN, width=8)
        for petal in range(6):
            angle = petal * math.pi / 3
            cx, cy = x + 20 * math.cos(angle), 1060 + 20 * math.sin(angle)
            page.draw.ellipse((cx - 14, cy - 14, cx + 14, cy + 14), fill=RED if x % 180 else BLUE)
        page.draw.ellipse((x - 11, 1049, x + 11, 1071), fill=OCHRE)
    page.centred(950, "Bring your own pots and baskets", 34)
    return page.image


def plot_map() -> Image.Image:
    page = Canvas(1200, 860, (232, 240, 222))
    page.text(40, 30, "Alder Lane allotments: map of the plots", 40, GREEN)
    for row in range(3):
        for column in range(8):
            x, y = 60 + column * 110, 130 + row * 180
            page.draw.rectangle((x, y, x + 92, y + 150), fill=(205, 222, 178), outline=GREEN, width=3)
            page.text(x + 46, y + 50, str(row * 8 + column + 1), 40, INK, anchor="ma")
    page.draw.ellipse((980, 160, 1130, 270), fill=(150, 190, 214), outline=BLUE, width=3)
    page.text(1055, 195, "Pond", 32, BLUE, anchor="ma")
    page.draw.rectangle((975, 330, 1140, 430), fill=(196, 160, 120), outline=INK, width=3)
    page.text(1057, 362, "Tool shed", 30, INK, anchor="ma")
    page.text(1057, 500, "Orchard", 34, GREEN, anchor="ma")
    page.text(1057, 560, "Bee hives", 34, OCHRE, anchor="ma")
    page.draw.line((40, 720, 1160, 720), fill=INK, width=3)
    page.draw.line((40, 740, 1160, 740), fill=INK, width=3)
    page.text(60, 760, "Railway cutting, deer fence 1.80 m", 32)
    return page.image


def harvest_chart() -> Image.Image:
    page = Canvas(1100, 760)
    page.text(60, 30, "Apples from the shared orchard, kg", 40)
    for index, (year, crop) in enumerate([(2019, 350), (2020, 410), (2021, 220), (2022, 480), (2023, 640), (2024, 530)]):
        x, top = 120 + index * 160, 640 - crop * 0.75
        page.draw.rectangle((x, top, x + 100, 640), fill=RED if crop == 640 else GREEN)
        page.text(x + 50, top - 44, str(crop), 32, INK, anchor="ma")
        page.text(x + 50, 660, str(year), 32, INK, anchor="ma")
    page.rule(640)
    return page.image


def tomato_label() -> Image.Image:
    label = Canvas(760, 300, (240, 236, 220))
    label.frame(14, INK, 3)
    label.text(50, 45, "Tomato Marmande", 60, RED)
    label.text(50, 130, "sown under glass 3 March 2024", 38)
    label.text(50, 195, "keep the seed of the earliest fruit", 38)
    return label.image


def whiteboard() -> Image.Image:
    board = Canvas(1600, 1100, (243, 245, 247))
    board.frame(12, (150, 156, 164), 20)
    board.text(80, 70, "REPAIR EVENING: who does what", 64, BLUE)
    rows = [
        "1  kettle does not switch off: thermostat",
        "2  violin bow, hair is loose",
        "3  child's scooter: front bearing 608",
        "4  radio hums: two capacitors, 47 uF",
        "5  umbrella, third rib from the handle",
    ]
    board.lines(100, 200, rows, 52, INK, spacing=1.8)
    board.text(80, 760, "Order: soldering wick, sewing needles, bearing grease", 50, RED)
    board.text(80, 860, "Next time: bring biscuits!", 50, GREEN)
    return board.image


def safety_sign() -> Image.Image:
    sign = Canvas(900, 640, (244, 205, 70))
    sign.frame(16, INK, 10)
    sign.draw.ellipse((80, 90, 330, 340), fill=BLUE)
    sign.draw.ellipse((120, 170, 200, 250), outline=PAPER, width=12)
    sign.draw.ellipse((210, 170, 290, 250), outline=PAPER, width=12)
    sign.text(370, 110, "GRINDING WHEEL", 56)
    sign.text(370, 200, "Eye protection", 52)
    sign.text(370, 270, "must be worn", 52)
    sign.text(80, 420, "No gloves. Rest not more than 2 mm", 44)
    sign.text(80, 485, "from the stone. Stand aside when starting.", 40)
    return sign.image


def menu_board() -> Image.Image:
    board = Canvas(1000, 1300, (44, 52, 48))
    chalk = (236, 236, 226)
    board.frame(20, (140, 100, 60), 24)
    board.centred(90, "Harvest supper", 92, chalk)
    board.centred(210, "in the sail loft, 30 September 2023", 44, OCHRE)
    rows = ["Pumpkin soup with roasted seeds", "Potato bread, herb butter", "Beetroot and goat's cheese tart", "Runner beans in tomato"]
    board.lines(120, 350, [*rows, "Plum crumble, vanilla custard", "Cider from the orchard"], 50, chalk, spacing=2.1)
    board.centred(1130, "Bring a plate and a candle", 44, OCHRE)
    return board.image


def jam_labels() -> Image.Image:
    sheet = Canvas(1100, 800, (255, 255, 255))
    names = ["Quince jelly", "Blackberry jam", "Green tomato chutney", "Pickled gherkins"]
    for index, name in enumerate(names):
        x, y = 40 + index % 2 * 530, 40 + index // 2 * 370
        sheet.draw.rounded_rectangle((x, y, x + 490, y + 340), 40, outline=(RED, BLUE, GREEN, OCHRE)[index], width=8)
        sheet.text(x + 245, y + 90, name, 40, INK, anchor="ma")
        sheet.text(x + 245, y + 190, "October 2022", 36, INK, anchor="ma")
    return sheet.image


def ferry_ticket() -> Image.Image:
    ticket = Canvas(1100, 520, (214, 228, 238))
    ticket.draw.rectangle((0, 0, 1100, 110), fill=BLUE)
    ticket.text(40, 26, "MARROW BAY FERRIES", 58, PAPER)
    ticket.lines(40, 140, ["Marrow Bay to Tern Island and back", "Adults 2   Bicycles 1   Dog 1"], 44)
    ticket.lines(40, 300, ["Out 14 June 2023, 09:20, pier 2", "Back 18 June 2023, 17:45"], 40)
    ticket.text(1060, 300, "63.40", 64, RED, anchor="ra")
    ticket.text(40, 430, "Be at the pier twenty minutes before sailing", 32)
    for x in range(820, 1060, 12):
        ticket.draw.rectangle((x, 410, x + 3 + x % 5, 480), fill=INK)
    return ticket.image


def train_ticket() -> Image.Image:
    ticket = Canvas(1000, 400, (250, 226, 190))
    ticket.frame(10, OCHRE, 6)
    ticket.text(40, 40, "NIGHT SLEEPER", 60, RED)
    ticket.lines(40, 140, ["7 September 2024, departs 20:46, platform 9", "Compartment 22, berths 61 to 64"], 42)
    ticket.text(40, 290, "Change at 07:12 for the mountain railway", 38)
    return ticket.image


def luggage_tag() -> Image.Image:
    tag = Canvas(520, 900, (196, 150, 100))
    tag.draw.ellipse((220, 40, 300, 120), fill=PAPER)
    tag.draw.rectangle((50, 180, 470, 840), fill=PAPER)
    tag.lines(80, 230, ["If found", "please return", "to the", "Harbour", "Workshop,", "old sail loft"], 56)
    tag.text(80, 750, "Contents: flute", 44, RED)
    return tag.image


def gas_meter() -> Image.Image:
    meter = Canvas(1200, 900, (188, 190, 186))
    meter.draw.rounded_rectangle((150, 120, 1050, 780), 50, fill=(226, 226, 220), outline=INK, width=6)
    meter.centred(170, "GAS METER", 64)
    meter.draw.rectangle((270, 300, 930, 460), fill=(20, 20, 20))
    meter.text(600, 318, "0 7 4 1 8 . 3 2", 96, PAPER, anchor="ma")
    meter.centred(500, "cubic metres", 48)
    meter.centred(610, "No. 30-668-21", 48)
    return meter.image


def hardware_receipt() -> Image.Image:
    paper = Canvas(560, 1120, (252, 252, 250))
    paper.centred(40, "HARBOUR HARDWARE", 44)
    paper.centred(100, "Quay 4, Marrow Bay", 28)
    paper.rule(160)
    rows = [
        ("Slate nails 2 kg", "13.80"),
        ("Roofing felt", "41.50"),
        ("Tarpaulin 4 x 6", "36.00"),
        ("Work gloves", "8.90"),
        ("Rope 20 m", "17.40"),
    ]
    y = 190.0
    for name, price in rows:
        paper.text(40, y, name, 34)
        paper.text(520, y, price, 34, INK, anchor="ra")
        y += 66
    paper.rule(y + 10)
    paper.text(40, y + 40, "TOTAL", 48)
    paper.text(520, y + 40, "117.60", 48, INK, anchor="ra")
    paper.lines(40, y + 150, ["Paid by card", "19.02.2022  10:42"], 34)
    paper.centred(y + 320, "Thank you and dry feet", 30)
    return paper.image
