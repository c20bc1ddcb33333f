"""The fixed words of the handout in both languages, and how dates, times and doses are said. Pure.

They stand here and not in the message catalogue because a bilingual sheet needs both at once, and because a sheet
printed again must have the same words whatever language the screen is in.
"""

import re
from datetime import date, datetime

from clinic.content.plan_content import Dose, Words
from clinic.values.days import written_day

MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
}
DAYS = {"en": ("M", "T", "W", "T", "F", "S", "S"), "es": ("L", "M", "X", "J", "V", "S", "D")}
LONG_DAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
}
DAY_NAMES = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}

OWN_SOURCES = {
    words.en: words
    for words in (
        Words("Founding document of this tool.", "Documento de origen de esta herramienta."),
        Words(
            "Conservative design choice of this tool. No study gives this number.",
            "Decisión prudente de esta herramienta. Ningún estudio da este número.",
        ),
        Words(
            "Standard triage and clinical practice. No single study cited.",
            "Práctica habitual de triaje y consulta. No se cita un solo estudio.",
        ),
        Words("Expert and trade advice without a trial.", "Consejo de expertos y del ramo, sin ensayo clínico."),
        Words(
            "Read in a stored public source that the fact sheet does not name.",
            "Leído en una fuente pública guardada que la hoja de datos no nombra.",
        ),
    )
}
"""Sources that are no publication, by the words that a signed plan keeps."""

WORDS = {
    "title": Words("{name}, here is your foot plan", "{name}, este es su plan para el pie"),
    "document": Words("Foot plan for {name}, {date}", "Plan para el pie de {name}, {date}"),
    "title_of_nobody": Words("Your foot plan", "Su plan para el pie"),
    "made_with": Words("Made with you by {who}.", "Hecho con usted por {who}."),
    "plan_of": Words("Plan of {date}", "Plan del {date}"),
    "questions": Words("{name}. Questions? Call {phone}", "{name}. ¿Preguntas? Llame al {phone}"),
    "questions_only": Words("Questions? Call {phone}", "¿Preguntas? Llame al {phone}"),
    "page": Words("Page ", "Página "),
    "of": Words(" of ", " de "),
    "draft": Words("Draft: no clinician has accepted this", "Borrador: ningún profesional lo ha aceptado"),
    "unprintable": Words(
        "These letters cannot be printed and come out as codes: {letters}",
        "Estas letras no se pueden imprimir y salen como códigos: {letters}",
    ),
    "goal": Words("Your goal", "Su meta"),
    "by": Words("by {date}", "para el {date}"),
    "now": Words("Now", "Hoy"),
    "aim": Words("Aim", "Meta"),
    "out_of_ten": Words("{n} of 10", "{n} de 10"),
    "next_visit": Words("Next visit", "Próxima cita"),
    "not_booked": Words("Ask the front desk", "Pregunte en recepción"),
    "what_to_do": Words("What to do", "Qué hacer"),
    "do_exercises": Words("Do {n} exercises.", "Haga {n} ejercicios."),
    "do_exercise": Words("Do 1 exercise.", "Haga 1 ejercicio."),
    "minutes_a_day": Words("About {n} minutes a day.", "Unos {n} minutos al día."),
    "see": Words("See \u201cYour exercises\u201d.", "Vea \u201cSus ejercicios\u201d."),
    "pain_ok": Words("How much pain is OK?", "¿Cuánto dolor está bien?"),
    "go": Words("{low} to {high}: go", "{low} a {high}: siga"),
    "go_zero": Words("0: go", "0: siga"),
    "easy": Words("{low} to {high}: go easy", "{low} a {high}: con calma"),
    "easy_one": Words("{low}: go easy", "{low}: con calma"),
    "stop": Words("{low} to 10: stop", "{low} a 10: pare"),
    "stop_ten": Words("10: stop", "10: pare"),
    "go_words": Words("Keep going, or do a bit more.", "Siga así, o haga un poco más."),
    "easy_words": Words(
        "OK if it is calm by the next morning. Stay at this level.",
        "Está bien si se calma para la mañana siguiente. Quédese en este nivel.",
    ),
    "stop_words": Words(
        "Rest 1 to 2 days. Then go back a step. Not better in 3 days? Call us.",
        "Descanse 1 o 2 días. Luego baje un paso. ¿No mejora en 3 días? Llámenos.",
    ),
    "stop_also": Words(
        "A limp, new numbness, swelling, or a worse next morning also mean stop.",
        "Cojear, sentir menos el pie, hinchazón o amanecer peor también quieren decir: pare.",
    ),
    "numb_is_stop": Words("More numbness means stop too.", "Si siente menos el pie, pare también."),
    "zero_title": Words("No pain is the rule", "La regla es: sin dolor"),
    "zero_go": Words("0: go", "0: siga"),
    "zero_go_words": Words(
        "Do only what does not hurt, then and the next day.",
        "Haga solo lo que no duele, ni en ese momento ni al día siguiente.",
    ),
    "zero_stop": Words("1 or more: stop", "1 o más: pare"),
    "zero_stop_words": Words(
        "Stop and rest. Pain the next day? Call us.", "Pare y descanse. ¿Duele al día siguiente? Llámenos."
    ),
    "skin_title": Words("Let your skin be your guide", "Deje que su piel lo guíe"),
    "skin_lead": Words(
        "You may not feel pain in your foot. Look at both feet each day, and keep to the times in this plan.",
        "Puede que no sienta dolor en el pie. Mire los dos pies cada día y respete los tiempos de este plan.",
    ),
    "skin_go": Words("Skin looks the same: go", "La piel se ve igual: siga"),
    "skin_go_words": Words("No red spot, no warm spot, no sore.", "Sin manchas rojas, sin calor, sin llagas."),
    "skin_easy": Words("Red for over 20 minutes: go easy", "Roja más de 20 minutos: con calma"),
    "skin_easy_words": Words(
        "Change shoes. Do half. Look again tonight.",
        "Cambie de zapatos. Haga la mitad. Mire de nuevo en la noche.",
    ),
    "skin_stop": Words("Hot, swollen or open: stop", "Caliente, hinchada o abierta: pare"),
    "skin_stop_words": Words("Stay off the foot. Call us today.", "No apoye el pie. Llámenos hoy."),
    "call_us": Words("Call us: {phone}", "Llámenos: {phone}"),
    "go_now": Words("Get help now", "Busque ayuda ya"),
    "note_from": Words("A note from {who}", "Una nota de {who}"),
    "exercises": Words("Your exercises", "Sus ejercicios"),
    "feel": Words("Feel:", "Debe sentir:"),
    "stop_if": Words("Stop if:", "Pare si:"),
    "easier": Words("Easier:", "Más fácil:"),
    "harder": Words("Harder:", "Más difícil:"),
    "take_care": Words("Take care:", "Cuidado:"),
    "start_with": Words("Start with:", "Empiece con:"),
    "for_you": Words("For you:", "Para usted:"),
    "foot_r": Words("right foot", "pie derecho"),
    "foot_l": Words("left foot", "pie izquierdo"),
    "foot_both": Words("both feet", "los dos pies"),
    "good_to_know": Words("Good to know", "Bueno saberlo"),
    "shoes": Words("Check your shoes", "Revise sus zapatos"),
    "pad_title": Words("Your pad, size {size}.", "Su almohadilla, talla {size}."),
    "pad_words": Words(
        "It goes just behind the sore spots, not on them.",
        "Va justo detrás de los puntos que duelen, no encima.",
    ),
    "map_sole_r": Words(
        "Right foot as a footprint. It hurts here: {zones}.", "Huella del pie derecho. Duele aquí: {zones}."
    ),
    "map_sole_l": Words(
        "Left foot as a footprint. It hurts here: {zones}.", "Huella del pie izquierdo. Duele aquí: {zones}."
    ),
    "map_top_r": Words(
        "Right foot from above. It hurts here: {zones}.", "Pie derecho visto desde arriba. Duele aquí: {zones}."
    ),
    "map_top_l": Words(
        "Left foot from above. It hurts here: {zones}.", "Pie izquierdo visto desde arriba. Duele aquí: {zones}."
    ),
    "seen_sole_r": Words("Right footprint", "Huella derecha"),
    "seen_sole_l": Words("Left footprint", "Huella izquierda"),
    "seen_top_r": Words("Right, from above", "Derecho, desde arriba"),
    "seen_top_l": Words("Left, from above", "Izquierdo, desde arriba"),
    "pad_alt_r": Words(
        "Right insole from above. The pad lies behind the sore spots.",
        "Plantilla derecha vista desde arriba. La almohadilla va detrás de los puntos que duelen.",
    ),
    "pad_alt_l": Words(
        "Left insole from above. The pad lies behind the sore spots.",
        "Plantilla izquierda vista desde arriba. La almohadilla va detrás de los puntos que duelen.",
    ),
    "insole_r": Words("Right insole, from above", "Plantilla derecha, desde arriba"),
    "insole_l": Words("Left insole, from above", "Plantilla izquierda, desde arriba"),
    "side_r": Words("RIGHT", "DERECHA"),
    "side_l": Words("LEFT", "IZQUIERDA"),
    "swaps": Words("Swap hard steps for soft ones", "Cambie lo duro por lo suave"),
    "in_place_of": Words("In place of", "En lugar de"),
    "do_this": Words("Do this", "Haga esto"),
    "or": Words("or", "o"),
    "week": Words("Week {n}", "Semana {n}"),
    "week_on": Words("Week {n} on", "Semana {n} en adelante"),
    "days_times": Words("{days}\u00a0days, {minutes}\u00a0min", "{days}\u00a0días, {minutes}\u00a0min"),
    "day_times": Words("1\u00a0day, {minutes}\u00a0min", "1\u00a0día, {minutes}\u00a0min"),
    "ladder": Words("Your way back", "Su camino de regreso"),
    "step": Words("Step", "Paso"),
    "move_on": Words("Move on when", "Siga cuando"),
    "from": Words("From", "Desde"),
    "why": Words("Why we picked this", "Por qué elegimos esto"),
    "sources": Words("Sources.", "Fuentes."),
    "log": Words("Your tick sheet", "Su hoja de marcas"),
    "log_words": Words(
        "Tick the box when you are done. Write your worst pain each day. Missed a day? Just start again.",
        "Marque la casilla al terminar. Anote su peor dolor de cada día. ¿Faltó un día? Empiece otra vez.",
    ),
    "log_words_skin": Words(
        "Tick the box when you are done. Missed a day? Just start again.",
        "Marque la casilla al terminar. ¿Faltó un día? Empiece otra vez.",
    ),
    "week_starts": Words("Week {n}, starts {date}", "Semana {n}, desde {date}"),
    "every_day": Words("every day", "cada día"),
    "days_a_week": Words("{n} days a week", "{n} días por semana"),
    "day_a_week": Words("1 day a week", "1 día por semana"),
    "minutes": Words("{name}, minutes", "{name}, minutos"),
    "my_questions": Words("Questions for my next visit", "Preguntas para mi próxima cita"),
    "bring": Words("Bring this sheet and your shoes.", "Traiga esta hoja y sus zapatos."),
    "code": Words("Sheet {code}", "Hoja {code}"),
    "code_alt": Words("Scan code of this sheet: {code}", "Código de esta hoja para leer con el lector: {code}"),
    "teach_back": Words(
        "Before you go: show us one exercise. Tell us what would make you stop and call.",
        "Antes de irse: muéstrenos un ejercicio. Díganos qué le haría parar y llamar.",
    ),
    "version": Words("Plan version {n}, {date}. Made with Footing.", "Plan, versión {n}, {date}. Hecho con Footing."),
    "only_for": Words("This plan is for {name} only.", "Este plan es solo para {name}."),
    "card_title": Words("Shoe shop card", "Tarjeta para la zapatería"),
    "card_words": Words(
        "Cut along the dashes. Fold it. Take it with you.", "Recorte por la línea. Doble. Llévela con usted."
    ),
    "card_feet": Words("My feet, standing", "Mis pies, de pie"),
    "card_look": Words("Look for", "Busque"),
    "card_right": Words("Right", "Derecho"),
    "card_left": Words("Left", "Izquierdo"),
    "card_length": Words("Length", "Largo"),
    "card_width": Words("Width", "Ancho"),
    "card_late": Words(
        "Shop late in the day. Fit the bigger foot.", "Compre al final del día. Pruebe el pie más grande."
    ),
    "mm": Words("{n} mm", "{n} mm"),
    "padpage_title": Words("Where your pad goes, life size", "Dónde va su almohadilla, tamaño real"),
    "padpage_words_r": Words(
        "Lay your RIGHT insole on the drawing, as it lies in the shoe. Put the pad where it is drawn, {n} mm behind "
        "the sore spot. Stick it to the insole, not to your skin.",
        "Ponga su plantilla DERECHA sobre el dibujo, tal como va en el zapato. Pegue la almohadilla donde está "
        "dibujada, {n} mm detrás del punto que duele. Péguela a la plantilla, no a la piel.",
    ),
    "padpage_words_l": Words(
        "Lay your LEFT insole on the drawing, as it lies in the shoe. Put the pad where it is drawn, {n} mm behind "
        "the sore spot. Stick it to the insole, not to your skin.",
        "Ponga su plantilla IZQUIERDA sobre el dibujo, tal como va en el zapato. Pegue la almohadilla donde está "
        "dibujada, {n} mm detrás del punto que duele. Péguela a la plantilla, no a la piel.",
    ),
    "padpage_wear": Words(
        "Wear it {first} the first day. Add {more} a day. Take it out if it hurts, if your toes go numb, or if it "
        "leaves a mark for over 20 minutes.",
        "Úsela {first} el primer día. Agregue {more} cada día. Quítela si duele, si siente menos los dedos o si deja "
        "una marca por más de 20 minutos.",
    ),
    "padpage_alt_r": Words(
        "The front of the right insole from above, at life size. The pad lies just behind the sore spots.",
        "La parte delantera de la plantilla derecha desde arriba, tamaño real. La almohadilla va justo detrás de los "
        "puntos que duelen.",
    ),
    "padpage_alt_l": Words(
        "The front of the left insole from above, at life size. The pad lies just behind the sore spots.",
        "La parte delantera de la plantilla izquierda desde arriba, tamaño real. La almohadilla va justo detrás de los "
        "puntos que duelen.",
    ),
    "bar": Words(
        "This bar must be 50 mm (5 cm) long. If it is not, print again at 100%.",
        "Esta barra debe medir 50 mm (5 cm). Si no, imprima otra vez al 100%.",
    ),
    "shoe_size": Words("Shoe size {size}.", "Talla de zapato {size}."),
    "changes": Words("What changed", "Qué cambió"),
    "changes_since": Words("Since your plan of {date}.", "Desde su plan del {date}."),
    "change_new": Words("New", "Nuevo"),
    "change_more": Words("More", "Más"),
    "change_less": Words("Less", "Menos"),
    "change_same": Words("Same", "Igual"),
    "change_removed": Words("Stop doing", "Ya no hacer"),
}


def hours(number: float) -> Words:
    """So many hours, in words that agree."""
    if number == 1:
        return Words("1 hour", "1 hora")
    plain = f"{number:g}"
    return Words(f"{plain} hours", f"{plain.replace('.', ',')} horas")


def say(key: str, **values: object) -> Words:
    """One of the fixed texts in both languages, its blanks filled. A blank may be `Words` itself."""
    words = WORDS[key]
    filled = {}
    for language, text in (("en", words.en), ("es", words.es)):
        own = {name: value.get(language) if isinstance(value, Words) else value for name, value in values.items()}
        filled[language] = text.format(**own)
    return Words(filled["en"], filled["es"])


_LITTLE = frozenset(["and", "the", "for", "with", "your", "you", "con", "los", "las", "una", "sus", "que", "por"])
_WORD = re.compile(r"[^\W_]{3,}")
_SENTENCE = re.compile(r"[^.?!]+[.?!]+(?=\s|$)")


def citation(printed: str) -> Words:
    """A source as it is printed: a publication as it is called, what this tool says itself in both languages."""
    return OWN_SOURCES.get(printed, Words(printed))


def headed(lead: Words, text: Words) -> tuple[Words, Words]:
    """What stands in bold before a text, and the rest: the lead, or the first sentence where that says the same."""
    pairs = [_headed(lead.get(language), text.get(language)) for language in ("en", "es")]
    # Spanish stays empty where neither was translated, so that the page says that it is English.
    spanish = lead.es or text.es
    return tuple(Words(en, es if spanish else "") for en, es in zip(*pairs, strict=True))  # type: ignore[return-value]


def _headed(lead: str, text: str) -> tuple[str, str]:
    first = _SENTENCE.match(text)
    if not lead or not text or text[0].islower() or first is None:
        return lead, text
    said, wanted = _stems(first[0]), _stems(lead)
    if wanted and len(wanted & said) >= 2 / 3 * len(wanted):
        return first[0], text[first.end() :].lstrip()
    return lead if lead[-1] in ".:?!" else f"{lead}.", text


def _stems(text: str) -> set[str]:
    return {word[:5] for word in _WORD.findall(text.lower()) if word not in _LITTLE}


def day(on: date, with_year: bool = True) -> Words:
    """Nov 23, 2026; 23 nov 2026."""
    english = f"{MONTHS['en'][on.month - 1]} {on.day}" + (f", {on.year}" if with_year else "")
    spanish = f"{on.day} {MONTHS['es'][on.month - 1]}" + (f" {on.year}" if with_year else "")
    return Words(english, spanish)


def weekday(on: date) -> Words:
    """Mon Nov 23; lun 23 nov."""
    short = day(on, with_year=False)
    at = on.weekday()
    return Words(f"{LONG_DAYS['en'][at]} {short.en}", f"{LONG_DAYS['es'][at]} {short.es}")


def appointment(at: datetime) -> Words:
    """Dec 7, 8:45 AM; 7 dic, 8:45 a. m."""
    hour, minute = at.hour % 12 or 12, f"{at.minute:02d}"
    short = day(written_day(at), with_year=False)
    half = ("AM", "a. m.") if at.hour < 12 else ("PM", "p. m.")
    return Words(f"{short.en}, {hour}:{minute} {half[0]}", f"{short.es}, {hour}:{minute} {half[1]}")


def how_often(days: int) -> Words:
    """every day; 3 days a week."""
    if days >= 7:
        return WORDS["every_day"]
    return say("day_a_week") if days == 1 else say("days_a_week", n=days)


def boxes(dose: Dose) -> list[tuple[Words, Words]]:
    """The dose as up to five boxes: the big word and the small one."""
    made: list[tuple[Words, Words]] = []

    def box(big: object, one: Words, many: Words, count: int) -> None:
        made.append((Words.own(str(big)), one if count == 1 else many))

    side = Words(" each side", " por lado") if dose.each_side else Words("")
    hold = Words("second hold", "segundo"), Words("seconds hold", "segundos")
    if dose.reps is not None:
        one, many = Words("time" + side.en, "vez" + side.es), Words("times" + side.en, "veces" + side.es)
        box(dose.reps, one, many, dose.reps)
        if dose.hold_s:
            box(dose.hold_s, *hold, dose.hold_s)
        if dose.sets > 1:
            box(dose.sets, Words("round", "serie"), Words("rounds", "series"), dose.sets)
    else:
        one, many = Words("time" + side.en, "vez" + side.es), Words("times" + side.en, "veces" + side.es)
        box(dose.sets, one, many, dose.sets)
        seconds = dose.seconds or dose.hold_s
        if seconds:
            box(seconds, Words("second", "segundo"), Words("seconds", "segundos"), seconds)
    made.append(_rhythm(dose))
    return made


def _rhythm(dose: Dose) -> tuple[Words, Words]:
    if dose.days_week >= 7:
        if dose.times_day == 1:
            return Words("Every", "Cada"), Words("day", "día")
        return Words.own(str(dose.times_day)), Words("times a day", "veces al día")
    if dose.times_day == 1:
        one = dose.days_week == 1
        return Words(
            f"{dose.days_week} day" + ("" if one else "s"), f"{dose.days_week} día" + ("" if one else "s")
        ), Words("a week", "por semana")
    return Words(f"{dose.times_day} a day", f"{dose.times_day} al día"), Words(
        f"{dose.days_week} days a week", f"{dose.days_week} días por semana"
    )
