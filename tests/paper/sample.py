"""A believable plan without the engine: the runner of vignette V01, and the same plan stretched to its limits."""

from dataclasses import replace
from datetime import date, datetime
from random import Random

from clinic.content.plan_content import (
    Change,
    Clinic,
    Dose,
    Exercise,
    Goal,
    Ladder,
    Light,
    Pad,
    Person,
    PlanContent,
    Reason,
    Shoe,
    ShoeCard,
    Sore,
    Source,
    Stage,
    Swap,
    ToDo,
    Week,
    Words,
)

EXERCISES = (
    Exercise(
        code="EX04",
        name=Words("Towel pull", "Jalar la toalla"),
        picture="toe-flexion",
        alt=Words(
            "A foot seen from the side. The toes grip a towel and pull it toward the heel.",
            "Un pie visto de lado. Los dedos agarran una toalla y la jalan hacia el talón.",
        ),
        dose=Dose(sets=3, reps=10, hold_s=3, times_day=1, days_week=5),
        steps=(
            Words("Sit. Put your foot flat on a towel.", "Siéntese. Ponga el pie plano sobre una toalla."),
            Words("Bend your toes down at the big knuckles.", "Doble los dedos desde los nudillos grandes."),
            Words("Pull the towel toward you.", "Jale la toalla hacia usted."),
            Words("Hold 3 seconds.", "Mantenga 3 segundos."),
            Words("Relax your toes flat.", "Relaje los dedos planos."),
        ),
        feel=Words("Work under your toes and arch.", "Trabajo bajo los dedos y el arco."),
        stop_if=Words("A cramp lasts, or a toe joint hurts.", "Un calambre no pasa o duele un dedo."),
        easier=Words("Curl in the air, with no towel.", "Doble los dedos en el aire, sin toalla."),
        harder=Words("Put a small weight on the towel.", "Ponga un peso pequeño sobre la toalla."),
        sources=("Amaha20",),
    ),
    Exercise(
        code="EX02",
        name=Words("Calf stretch at the wall", "Estirar la pantorrilla en la pared"),
        picture="calf-stretch-wall",
        alt=Words(
            "A person leans on a wall. The back knee is straight and the heel is down.",
            "Una persona se apoya en la pared. La rodilla de atrás está recta y el talón abajo.",
        ),
        dose=Dose(sets=3, seconds=30, times_day=2, days_week=7, each_side=True),
        steps=(
            Words("Face a wall. Put both hands on it.", "Mire a la pared. Ponga las dos manos en ella."),
            Words("Step one foot back.", "Lleve un pie hacia atrás."),
            Words(
                "Keep that knee straight and heel down. Toes point ahead.",
                "Deje esa rodilla recta y el talón abajo. Los dedos miran al frente.",
            ),
            Words("Lean in until your calf pulls.", "Inclínese hasta que la pantorrilla tire."),
            Words("Hold 30 seconds. Switch.", "Mantenga 30 segundos. Cambie."),
        ),
        feel=Words(
            "A pull in the calf, not in the ball of the foot.",
            "Un tirón en la pantorrilla, no en la bola del pie.",
        ),
        stop_if=Words(
            "The ball of your foot or the front of your ankle hurts.",
            "Duele la bola del pie o el frente del tobillo.",
        ),
        easier=Words(
            "Sit with your leg straight. Pull gently with a towel around your foot.",
            "Siéntese con la pierna recta. Jale suave con una toalla en el pie.",
        ),
        harder=Words("Hold 45 to 60 seconds.", "Mantenga de 45 a 60 segundos."),
        note=Words("Do this one right after your bike ride.", "Haga este justo después de la bicicleta."),
        sources=("SD4",),
    ),
    Exercise(
        code="EX03",
        name=Words("Toe spread", "Abrir los dedos"),
        picture="toe-abduction",
        alt=Words(
            "A foot from above. The toes fan out, with arrows to both sides.",
            "Un pie desde arriba. Los dedos se abren, con flechas a los dos lados.",
        ),
        dose=Dose(sets=2, reps=10, hold_s=3, times_day=1, days_week=5),
        steps=(
            Words("Sit with your foot flat.", "Siéntese con el pie plano."),
            Words("Spread your toes wide.", "Abra bien los dedos."),
            Words("Do not lift or curl them.", "No los levante ni los doble."),
            Words("Hold 3 seconds.", "Mantenga 3 segundos."),
            Words("Relax.", "Relaje."),
        ),
        feel=Words("Work between your toes and in your arch.", "Trabajo entre los dedos y en el arco."),
        stop_if=Words("A cramp lasts, or you feel new numbness.", "Un calambre no pasa o siente menos los dedos."),
        easier=Words("Spread them with your fingers, then try alone.", "Ábralos con la mano y luego pruebe solo."),
        harder=Words("Do it standing.", "Hágalo de pie."),
    ),
    Exercise(
        code="EX08",
        name=Words("Toe press", "Presionar los dedos"),
        picture="toe-flexion",
        alt=Words(
            "A foot from the side. The toes are straight and press down.",
            "Un pie de lado. Los dedos están rectos y presionan hacia abajo.",
        ),
        dose=Dose(sets=3, reps=10, hold_s=5, times_day=1, days_week=5),
        steps=(
            Words("Sit with your foot flat.", "Siéntese con el pie plano."),
            Words("Keep your toes straight.", "Deje los dedos rectos."),
            Words("Press all toe pads down.", "Presione todas las yemas hacia abajo."),
            Words("The big knuckles rise a little.", "Los nudillos grandes suben un poco."),
            Words("Hold 5 seconds.", "Mantenga 5 segundos."),
        ),
        feel=Words("Work deep in the ball and arch.", "Trabajo profundo en la bola y el arco."),
        stop_if=Words("A joint under a toe hurts.", "Duele bajo un dedo."),
        easier=Words("Help your toes stay straight with your fingers.", "Ayude con la mano a dejar los dedos rectos."),
        harder=Words("Stand and press.", "De pie, presione."),
        sources=("Amaha20",),
    ),
    Exercise(
        code="EX13",
        name=Words("Heel raise, two legs", "Subir los talones, dos piernas"),
        picture="heel-raise",
        alt=Words(
            "A person holds a counter and rises up on the toes of both feet.",
            "Una persona se sostiene y se levanta sobre los dedos de los dos pies.",
        ),
        dose=Dose(sets=3, reps=10, times_day=1, days_week=3),
        steps=(
            Words("Hold a counter.", "Sosténgase de un mueble firme."),
            Words("Rise up on both feet.", "Suba sobre los dos pies."),
            Words("Keep weight on your big toe side.", "Cargue el lado del dedo gordo."),
            Words("Lower for 3 seconds.", "Baje en 3 segundos."),
        ),
        feel=Words("Your calf muscles at work.", "El trabajo de la pantorrilla."),
        stop_if=Words("Pain in the ball of your foot goes above 3.", "El dolor en la bola del pie pasa de 3."),
        easier=Words("Do it sitting.", "Hágalo en una silla."),
        harder=Words("Put more weight on one leg.", "Cargue más una pierna."),
        sources=("Federer18",),
    ),
)


def runner() -> PlanContent:
    """V01: marathon build-up, long second toe; right foot."""
    return PlanContent(
        clinic=Clinic(name="Riverside Physical Therapy", phone="(555) 010-0143", address="12 Mill Street, Riverside"),
        person=Person(name="Daniel Ortiz", called="Daniel"),
        clinician="Jordan Lee, PT, DPT",
        plan_on=date(2026, 11, 23),
        number=1,
        log_code="K7QF-2M",
        language="en",
        summary=Words(
            "The ball of your right foot is sore because it took on more than it was ready for. Moving helps it heal.",
            "La bola de su pie derecho duele porque hizo más de lo que podía. Moverse ayuda a sanar.",
        ),
        goal=Goal(
            Words("Run 5 miles with my club", "Correr 5 millas con mi club"),
            now=4,
            aim=8,
            by=date(2027, 1, 18),
        ),
        next_visit=datetime.fromisoformat("2026-12-07T08:45"),
        todo=(
            ToDo(
                Words("Bike, do not run.", "Bicicleta en vez de correr."),
                Words("4 days, 45 minutes.", "4 días, 45 minutos."),
            ),
            ToDo(
                Words("Wear a shoe with a firm sole.", "Use un zapato de suela firme."),
                Words(
                    "Indoors too. No bare feet on hard floors.",
                    "También en casa. No ande descalzo en piso duro.",
                ),
            ),
            ToDo(
                Words("No running or jumping", "No corra ni salte"),
                Words("until we see you on Dec 7.", "hasta su cita del 7 de diciembre."),
                avoid=True,
            ),
        ),
        light=Light(),
        call=(
            Words("Pain gets worse", "El dolor empeora"),
            Words("You limp", "Cojea"),
            Words("Your foot swells", "Se le hincha el pie"),
        ),
        go_now=(
            Words("Your foot turns cold or blue", "El pie se pone frío o azul"),
            Words("It is very red and hot, or you have a fever", "Está muy rojo y caliente, o tiene fiebre"),
            Words(
                "You have a new open sore or a swollen calf",
                "Tiene una llaga nueva o la pantorrilla hinchada",
            ),
            Words("Chest pain or hard to breathe: call 911", "Dolor de pecho o le cuesta respirar: llame al 911"),
        ),
        exercises=EXERCISES,
        minutes_a_day=19,
        sore=(
            Sore(
                "r",
                ("mth2", "mth3"),
                Words("Ball under toe 2, Ball under toe 3", "Debajo del dedo 2, Debajo del dedo 3"),
            ),
        ),
        shoes=(
            Shoe(
                "FW02",
                Words(
                    "of room in front of your longest toe. Your longest toe is the second one.",
                    "de espacio frente al dedo más largo. El suyo es el segundo dedo.",
                ),
                lead=Words("½ inch", "½ pulgada"),
                own=Words("Yours have 12 mm.", "Los suyos tienen 12 mm."),
            ),
            Shoe(
                "FW01",
                Words(
                    "Stand up. Shop late in the day, when feet are bigger. Fit the larger foot.",
                    "De pie. Compre al final del día, cuando el pie es más grande. Pruebe el pie mayor.",
                ),
                lead=Words("Have both feet measured.", "Haga medir los dos pies."),
                sources=("SD3",),
            ),
            Shoe(
                "FW06",
                Words(
                    "then plan new ones by 500 miles (560 to 800 km).",
                    "y planee cambiarlos a las 500 millas (560 a 800 km).",
                ),
                lead=Words("Check at 350 miles,", "Revise a las 350 millas,"),
                own=Words("Yours have about 420 miles.", "Los suyos tienen unas 420 millas."),
            ),
            Shoe(
                "FW07",
                Words(
                    "indoors too. It bends at the toes, not in the middle.",
                    "también en casa. Dobla en los dedos, no en medio.",
                ),
                lead=Words("Cushioned shoe, firm sole,", "Zapato blando, suela firme,"),
            ),
            Shoe(
                "FW08",
                Words("first. Give it 4 to 6 weeks.", "primero. Dele de 4 a 6 semanas."),
                lead=Words("Store-bought insole", "Plantilla de tienda"),
            ),
        ),
        pads=(Pad(side="r", heads=(2, 3), size="M", foot_mm=265, shoe_size="US 9"),),
        swaps=(
            Swap(
                "a_bike_90",
                Words("Run, 45 minutes, 4 days", "Correr, 45 minutos, 4 días"),
                Words("Gym bike, medium pace", "Bicicleta fija, paso medio"),
                (Week(4, 45), Week(4, 55), Week(4, 60)),
                Words("Pedal under the middle of your foot.", "El pedal bajo el medio del pie."),
            ),
            Swap(
                "a_ellip",
                Words("Run, 45 minutes, 4 days", "Correr, 45 minutos, 4 días"),
                Words("Elliptical, medium pace", "Elíptica, paso medio"),
                (Week(4, 55), Week(4, 60), Week(4, 60)),
                Words("Feet flat. Lean back a bit.", "Pies planos. Inclínese un poco atrás."),
            ),
        ),
        swap_rule=Words(
            "Small steps, one change at a time. Add only if your pain stayed at 5 or less "
            "and was calm the next morning.",
            "Pasos pequeños, un cambio a la vez. Agregue solo si el dolor quedó en 5 o menos y se calmó al otro día.",
        ),
        reasons=(
            Reason(
                Words("Toe and heel work:", "Dedos y talones:"),
                Words(
                    "strong toes share the load with the ball.",
                    "los dedos fuertes comparten la carga con la bola.",
                ),
                ("Amaha20",),
            ),
            Reason(
                Words("Calf stretch:", "Estirar la pantorrilla:"),
                Words(
                    "a stiff calf pushes load to the front of your foot.",
                    "una pantorrilla rígida carga la parte delantera del pie.",
                ),
                ("SD4",),
            ),
            Reason(
                Words("Pad:", "Almohadilla:"),
                Words("it takes load off the sore spot.", "quita carga del punto que duele."),
                ("SD2",),
            ),
        ),
        anatomy=Words(
            "Your foot has 26 bones, 33 joints, and more than 100 muscles and bands. The "
            "ball of your foot is where five "
            "long bones meet your toes.",
            "Su pie tiene 26 huesos, 33 articulaciones y más de 100 músculos y bandas. La bola del pie es donde cinco "
            "huesos largos se unen a los dedos.",
        ),
        strong=Words(
            "Strong feet and ankles help your knees, hips and back too.",
            "Los pies y tobillos fuertes también ayudan a las rodillas, las caderas y la espalda.",
        ),
        active=Words(
            "You do not have to stop moving. Change what you do, and how much, for a while.",
            "No tiene que dejar de moverse. Cambie lo que hace, y cuánto, por un tiempo.",
        ),
        disclaimer=Words(
            "Your physical therapist made this plan for you. It is for learning. It does not "
            "replace a visit. Ask if you "
            "are not sure.",
            "Su fisioterapeuta hizo este plan para usted. Es para aprender. No reemplaza una cita. Pregunte si no está "
            "seguro.",
        ),
        sources=(
            Source("Amaha20", "Amaha K et al. J Orthop Surg Res 2020;15:580."),
            Source("SD4", "Federer AE et al. Foot Ankle Clin 2018;23:9-20."),
            Source("SD3", "Buldt AK, Menz HB. J Foot Ankle Res 2018;11:43."),
            Source("SD2", "Männikkö K, Sahlman J. Scand J Surg 2017;106:332-337."),
            Source("Silbernagel07", "Pain rules: Silbernagel KG et al. Am J Sports Med 2007;35:897."),
            Source("Herrmann24", "Minutes: Herrmann SD et al. 2024 Adult Compendium of Physical Activities."),
        ),
        log_from=date(2026, 11, 23),
        shoe_card=ShoeCard(
            length_r_mm=265,
            length_l_mm=263,
            width_r_mm=104,
            width_l_mm=103,
            look_for=(
                Words("½ inch (12 mm) in front of the longest toe", "½ pulgada (12 mm) frente al dedo más largo"),
                Words("Firm sole that bends at the toes", "Suela firme que dobla en los dedos"),
                Words("Heel under 1 inch (25 mm)", "Tacón de menos de 1 pulgada (25 mm)"),
            ),
        ),
        changes=(
            Change("new", Words("Heel raise, two legs", "Subir los talones, dos piernas")),
            Change("more", Words("Toe spread", "Abrir los dedos"), Words("was 8, now 10", "eran 8, ahora 10")),
            Change("same", Words("Towel pull", "Jalar la toalla")),
            Change("removed", Words("Marble pick-up", "Recoger canicas")),
        ),
        changed_since=date(2026, 11, 9),
    )


def runner_with_everything() -> PlanContent:
    """The runner with every optional page, a ladder, a note and an hourly break."""
    stages = tuple(
        Stage(
            f"S{n}",
            Words(f"run {n} min, walk {5 - n} min, 6 times", f"correr {n} min, caminar {5 - n} min, 6 veces"),
            Words("2 green sessions", "2 sesiones en verde"),
            date(2027, 1, 2 + 6 * n),
        )
        for n in range(1, 5)
    )
    return replace(
        runner(),
        extras=("changes", "shoe_card", "pad_page"),
        ladder=Ladder(stages),
        breaks=Words(
            "Sit for a few minutes each hour. Switch shoes at midday.",
            "Siéntese unos minutos cada hora. Cambie de zapatos al mediodía.",
        ),
        note=Words.own("Good work on the bike this week. Keep the seat high enough."),
    )


LONG = {
    "en": "counterrotational metatarsophalangeal stretching against unyielding resistance while seated comfortably",
    "es": "estiramiento metatarsofalángico contrarrotacional contra resistencia inquebrantable cómodamente sentado",
}


def stretched(chance: Random) -> PlanContent:
    """A plan with the longest names, notes and doses the fields take, put together by chance."""

    def words(most: int) -> Words:
        size = chance.randint(most // 2, most)
        both = []
        for text in LONG.values():
            parts, out = text.split(), ""
            while len(out) < size:
                out += ("" if not out else " ") + chance.choice(parts)
            both.append(out[:size].strip() or "x")
        return Words(*both)

    exercises = tuple(
        replace(
            chance.choice(EXERCISES),
            name=words(60),
            dose=Dose(
                sets=chance.randint(1, 12),
                reps=chance.choice((None, 1, 120)),
                hold_s=chance.choice((None, 1, 120)),
                seconds=120,
                times_day=chance.randint(1, 6),
                days_week=chance.randint(1, 7),
                each_side=chance.random() < 0.5,
            ),
            steps=tuple(words(90) for _ in range(chance.randint(3, 6))),
            feel=words(90),
            stop_if=words(90),
            easier=words(110),
            harder=words(110),
            precaution=words(110) if chance.random() < 0.4 else Words(""),
            start=words(110) if chance.random() < 0.4 else Words(""),
            note=Words.own(words(200).en) if chance.random() < 0.4 else Words(""),
            side=chance.choice(("r", "l", "both")),
        )
        for _ in range(chance.randint(1, 6))
    )
    base = runner_with_everything()
    return replace(
        base,
        clinic=replace(base.clinic, name=words(80).en, phone="+1 (555) 010-0143 ext. 12345"),
        person=Person(words(80).en, words(40).en),
        clinician=words(60).en,
        summary=words(200),
        goal=Goal(Words.own(words(120).en), now=10, aim=10, by=date(2027, 9, 30)),
        todo=tuple(ToDo(words(60), words(90), avoid=n == 3) for n in range(4)),
        light=Light(chance.choice(("pain", "zero", "skin")), numbness_is_red=True),
        exercises=exercises,
        note=Words.own(words(chance.choice((200, 900))).en),
        shoes=tuple(Shoe(f"FW{n}", words(160), words(40), words(60)) for n in range(chance.randint(1, 8))),
        swaps=tuple(
            Swap(f"a{n}", words(60), words(60), tuple(Week(7, 240) for _ in range(3)), words(80))
            for n in range(chance.randint(0, 4))
        ),
        extras=("changes",) if chance.random() < 0.5 else ("shoe_card",),
    )
