"""The studio as somebody uses it: real clicks and keys, in a real browser."""

import re
from itertools import pairwise

from playwright.sync_api import Browser, Page, expect

from combat_rules.design.covered import REPORT
from tests import patience
from tests.studio.conftest import STAVES, Server
from tests.studio.test_coverage import leave_report
from tests.studio.test_pilots import put_pilot

SHOWN = "JSON.parse(JSON.stringify({ ...studio.fight.state, events: [], cells: [] }))"
BOXES = "(all) => all.map((one) => one.getBoundingClientRect().toJSON())"

TICK = re.compile(r"tick (\d+)")


def tick_of(page: Page) -> int:
    found = TICK.search(page.locator("#clock").inner_text())
    assert found is not None
    return int(found[1])


def until(page: Page, holds: str) -> None:
    """Wait for what the page knows of its fight."""
    patience.until(lambda: bool(page.evaluate(holds)))


def pause(page: Page) -> None:
    """Pause a fight that has begun."""
    expect(page.locator("#clock")).to_have_text(re.compile(r"tick [1-9]\d\d"))
    if page.locator("#play").inner_text() == "Pause":
        page.keyboard.press("Space")
    expect(page.locator("#play")).to_have_text("Play")


def test_a_fight_is_seen_steered_paused_dragged_back_and_played_on(
    page: Page, server: Server
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.address)
    pause(page)
    # A key of a move steers the fighter that a bot has steered.
    page.keyboard.press("9")
    page.keyboard.press("a")
    expect(page.get_by_label("Who steers ayla")).to_have_value("")
    expect(page.locator(".card.who0 .doing")).to_contain_text(re.compile("attack|free"))
    expect(page.locator(".chartview.who0 [data-state].on")).to_have_count(1)
    until(page, "studio.fight.state.tick > 250")
    pause(page)
    # One frame, one tick, and back.
    before = tick_of(page)
    page.locator("#tick").click()
    expect(page.locator("#clock")).to_contain_text(f"tick {before + 1}")
    page.keyboard.press("ArrowRight")
    until(page, f"studio.fight.state.tick > {before + 1}")
    last = tick_of(page)
    page.locator("#timeline").fill("200")
    expect(page.locator("#clock")).to_contain_text("tick 200")
    expect(page.locator("#said")).to_contain_text("This is the past")
    # Why not, at that tick; every guard with what it saw.
    page.get_by_label("Why, or why not, attack", exact=True).click()
    expect(page.locator("#why")).to_contain_text("ayla: attack at tick 200")
    expect(page.locator("#why li").first).to_be_visible()
    # On from there: what came later has not happened.
    page.keyboard.press("Enter")
    until(page, "studio.fight.state.tick > 200 && !studio.fight.state.looking")
    page.keyboard.press("Space")
    expect(page.locator("#play")).to_have_text("Play")
    assert last > 200
    # An event tells its causes.
    page.locator("#allevents").check()
    page.locator(".event button").first.click()
    expect(page.locator(".causes")).to_be_visible()
    assert all(url.startswith(server.address) for url in asked), asked


def test_whoever_has_left_the_fight_is_told_from_whoever_fell(page: Page, server: Server) -> None:
    """Everywhere on the page: by rules that let somebody flee, here by a picture of them."""
    page.goto(server.address)
    pause(page)
    for fallen in ("withdrew", "defeated"):
        page.evaluate(
            f"(() => {{ const news = {SHOWN}; const [one] = news.picture.who;"
            f" one.fallen = '{fallen}'; delete one.doing; studio.fight.take(news); }})()"
        )
        expect(page.locator(".card.who0 .doing")).to_have_text(fallen)
        expect(page.locator(".arena .who0 .name")).to_have_text(f"ayla: {fallen}")
        expect(page.locator(".arena .sight.who0")).to_be_hidden()
        expect(page.locator(".chartview.who0 .charttitle")).to_contain_text(fallen)
    expect(page.locator(".legend [data-letter=x]")).to_be_visible()


def test_an_address_with_anything_behind_its_page_opens_that_page(
    page: Page, server: Server
) -> None:
    for address in ("#moves/100%", "#charts/%ff", "#nowhere/%", "#charts/poke"):
        page.goto(f"{server.address}/{address}")
        page.reload()
        expect(page.locator("#tabs [aria-current=page]")).to_have_count(1)
        until(page, "Boolean(studio.fight.state)")
    expect(page.locator(".bigchart h2")).to_have_text("poke")


def test_the_move_of_an_address_is_the_one_that_is_told_of(page: Page, server: Server) -> None:
    for move in ("poke", "twirl", "poke"):
        page.goto(f"{server.address}/#moves/{move}")
        expect(page.locator(".sheet tr.chosen .name")).to_have_text(move)
        expect(page.locator(".side code").first).to_have_text(move)


def test_among_four_nobody_is_said_to_be_apart(page: Page, server: Server) -> None:
    page.goto(server.address)
    pause(page)
    expect(page.locator(".gapline")).to_have_attribute("visibility", "visible")
    four = ", ".join(["{ archetype: 'stave', controller: '' }"] * 4)
    page.evaluate(f"studio.fight.say({{ do: 'new', set_up: {{ fighters: [{four}] }} }})")
    expect(page.locator(".card")).to_have_count(4)
    expect(page.locator(".gapline")).to_have_attribute("visibility", "hidden")
    # Where all stand close together, the names can be read all the same.
    page.evaluate(
        f"(() => {{ const news = {SHOWN};"
        " news.picture.who.forEach((one, place) => { one.at = 80 + place; });"
        " studio.fight.take(news); })()"
    )
    names = page.locator(".arena .name")
    expect(names.first).to_have_attribute("x", re.compile(r"^-\d"))
    boxes = sorted((box["x"], box["x"] + box["width"]) for box in names.evaluate_all(BOXES))
    assert all(end < start for (_, end), (start, _) in pairwise(boxes)), boxes


def test_two_people_fight_by_keyboard_and_by_gamepad(page: Page, server: Server) -> None:
    started = (
        "studio.fight.events.filter((one) => one.type === 'action_started')"
        ".map((one) => `${one.who} ${one.name}`).join()"
    )
    free = "studio.fight.who.every((one) => !one.doing && !one.stun)"
    page.goto(server.address)
    pause(page)
    page.locator("#new").click()
    for number in (1, 2):
        page.get_by_label(f"Archetype of fighter {number}").select_option("duelist")
        page.get_by_label(f"Who steers fighter {number}").select_option("")
    page.get_by_label("Apart").fill("90")
    page.get_by_role("button", name="Fight", exact=True).click()
    until(page, "studio.fight.who.every((one) => !one.steered) && studio.keys.size > 9")
    page.keyboard.press("q")
    page.keyboard.press("y")
    until(page, f"{started} === 'ayla attack,borin attack'")
    until(page, free)
    page.evaluate(
        """() => {
          const pad = (index) => ({ index, buttons: Array.from({ length: 16 }, () => ({})) });
          window.pads = [pad(0), pad(1)];
          navigator.getGamepads = () => pads;
        }"""
    )
    # The cross steps, to the right from the foe for whoever stands there; the rest are the moves.
    page.evaluate("pads[0].buttons[1].pressed = pads[1].buttons[15].pressed = true")
    until(page, f"{started}.endsWith(',ayla quick_attack,borin move_backward')")
    page.evaluate("pads[0].buttons[9].pressed = true")
    expect(page.locator("#play")).to_have_text("Play")


def test_a_number_is_edited_its_consequences_seen_and_it_is_saved_and_undone(
    page: Page, server: Server
) -> None:
    file = server.project / "staves.yaml"
    page.goto(f"{server.address}/#moves/poke")
    cell = page.locator("input[data-path='poke.recovery']").first
    expect(cell).to_have_value("400")
    page.locator("#filter").fill("pok")
    expect(page.locator("tbody tr")).to_have_count(1)
    cell.fill("100")
    facts = page.locator(".facts tr", has=page.get_by_text("on hit", exact=True))
    expect(facts.locator("b")).to_have_text(re.compile(r"\+\d+"))
    expect(page.locator(".side")).to_contain_text("poke → poke")
    expect(page.locator(".side")).to_contain_text("combo.endless")
    page.locator("#playmatchups").click()
    expect(page.locator(".matchups tr").first).to_contain_text(re.compile(r"stave.*%.*\d"))
    # A fight with it, before it is written anywhere; somebody is there who knows the move.
    page.get_by_role("button", name="Try in the ring").click()
    expect(page.locator("#tried")).to_contain_text("poke.recovery 100")
    expect(page.locator(".card.who0 .cardname")).to_contain_text("stave")
    page.locator("#tried").click()
    expect(page.locator("#tried")).to_be_hidden()
    page.goto(f"{server.address}/#moves/poke")
    assert file.read_text() == STAVES
    page.locator("#save").click()
    expect(page.locator(".plusline").last).to_have_text("+    recovery: 100   # too long?")
    page.locator("#write").click()
    expect(page.get_by_text("Saved: staves.yaml")).to_be_visible()
    assert file.read_text() == STAVES.replace("recovery: 400", "recovery: 100")
    page.locator("#undo").click()
    expect(page.locator("input[data-path='poke.recovery']").first).to_have_value("400")
    assert file.read_text() == STAVES
    # A number that cannot be is refused with the reason.
    page.locator("input[data-path='poke.release']").first.fill("-5")
    expect(page.locator(".problem")).to_contain_text("release")


def test_what_tests_have_seen_stands_beside_a_chart_and_what_a_pilot_does_beside_the_balance(
    page: Page, server: Server
) -> None:
    page.goto(f"{server.address}/#charts/attack")
    expect(page.locator(".bigchart")).to_contain_text("pytest --rules-coverage")
    expect(page.locator(".bigchart")).to_contain_text("The actor has not been interrupted.")
    leave_report(server.project)
    page.goto(f"{server.address}/#balance")
    expect(page.locator(".habits")).to_contain_text("combat-rules train")
    pilot = server.project / "brute.pilot"
    put_pilot(pilot, rules="of last week")
    page.goto(f"{server.address}/#charts/attack")
    expect(page.locator(".bigchart")).to_contain_text(re.compile(r"2 of \d+ transitions"))
    expect(page.locator(".bigchart .untested").first).to_be_visible()
    page.goto(f"{server.address}/#balance")
    expect(page.locator(".habits")).to_contain_text("train it anew")
    expect(page.locator(".habits tbody tr")).to_contain_text(["move forward"])
    page.locator("#situations").fill("guarding")
    expect(page.locator(".habits")).to_contain_text("No situation fits")
    pilot.unlink()
    (server.project / REPORT).unlink()


def test_broken_rules_are_told_and_the_last_good_ones_kept(page: Page, server: Server) -> None:
    file = server.project / "staves.yaml"
    page.goto(server.address)
    pause(page)
    file.write_text(STAVES.replace("damage: 6", "damage: many"))
    expect(page.locator("#problems")).to_contain_text("staves.yaml, line 8")
    expect(page.locator("#problems")).to_contain_text("the last good ones are kept")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#clock")).to_contain_text("tick")
    file.write_text(STAVES)
    expect(page.locator("#problems")).to_be_hidden()


def test_a_dummy_is_shown_what_to_do_and_does_it(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/#training")
    page.locator("#record").click()
    expect(page.locator("#record")).to_contain_text("Stop")
    page.locator(".move[data-action='attack'] .press").click()
    # An attack is over in less than a second; that it was begun is seen for longer.
    attacked = "studio.fight.events.some(e => e.words.startsWith('starts attack'))"
    until(page, attacked)
    until(page, "studio.fight.events.some(e => e.type === 'action_ended')")
    page.locator("#record").click()
    expect(page.locator("#taught")).to_contain_text("1 commands")
    cut = page.evaluate("studio.fight.cut")
    page.locator("#reset").click()
    until(page, f"studio.fight.cut !== {cut}")
    assert not page.evaluate(attacked)
    page.locator("#replay").click()
    until(page, attacked)
    page.get_by_label("Guards", exact=True).select_option("always")
    until(page, "studio.fight.state.training.plan.guard === 'always'")


def test_a_fight_is_where_it_was_after_a_lost_connection_and_a_restart(
    page: Page, server: Server
) -> None:
    page.goto(server.address)
    pause(page)
    health = page.locator(".card.who1 .bar.health span").inner_text()
    tick = tick_of(page)
    server.stop()
    expect(page.locator("#state")).to_contain_text("lost")
    server.start()
    expect(page.locator("#state")).to_have_text("")
    expect(page.locator("#clock")).to_contain_text(f"tick {tick}")
    expect(page.locator(".card.who1 .bar.health span")).to_have_text(health)
    page.locator("#timeline").fill("100")
    expect(page.locator("#clock")).to_contain_text("tick 100")
    page.reload()
    expect(page.locator("#clock")).to_contain_text("tick 100")
    page.locator("#present").click()
    expect(page.locator("#clock")).to_contain_text(f"tick {tick}")


def test_every_page_fits_in_both_themes_and_shows_its_empty_state(
    browser: Browser, page: Page, server: Server
) -> None:
    page.goto(server.address)
    pause(page)
    for width, height in ((1280, 720), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        for key, name in enumerate(
            ("ring", "training", "moves", "charts", "balance", "records"), 1
        ):
            page.locator("main").focus()
            page.keyboard.press(str(key))
            expect(page.locator("nav a[aria-current]").first).to_have_attribute("href", f"#{name}")
            expect(page.locator("main .loading")).to_have_count(0)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (name, width)
    expect(page.locator("main")).to_contain_text("There is no journal in this project yet")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("#theme").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("pause, and go on")


def test_a_page_of_somebody_else_cannot_reach_the_fight(page: Page, server: Server) -> None:
    page.goto("about:blank")
    told = page.evaluate(
        """async (address) => {
          const socket = new WebSocket(address.replace("http", "ws") + "/ws?session=stranger0");
          const opened = await new Promise((done) => {
            socket.onopen = () => done(true);
            socket.onerror = socket.onclose = () => done(false); });
          const read = await fetch(address + "/api/rules").then((a) => a.text()).catch(() => "");
          return [opened, read];
        }""",
        server.address,
    )
    assert told == [False, ""]
