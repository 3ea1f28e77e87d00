"""Secret Mafia by hand: who is asked, who dies, who wins; and that nothing private is ever seen."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import spenvs
from baselines.agents.scripted import scripted
from spenvs.core.moves import IllegalMove
from spenvs.core.rules import OVER
from spenvs.core.transcript import SHOWS
from spenvs.textgames import secret_mafia
from spenvs.textgames.village import DETECTIVE, DOCTOR, INNOCENT, MAFIA, NIGHT, TALK, VILLAGER, VOTE

ROLES = (VILLAGER, MAFIA, VILLAGER, DOCTOR, DETECTIVE, MAFIA, VILLAGER)


@pytest.fixture
def night():
    """Give a function that makes a game whose first night falls on the roles above; talk comes once a day."""

    def make(roles=ROLES, **options):
        options = {"talks": 1, "players": len(roles), "mafia": roles.count(MAFIA), **options}
        env = spenvs.make("SecretMafia-v0", **options)
        env.reset(seed=0)
        s = env.position.s
        s.roles = roles
        s.nights.clear()
        env.game._fall_night(s, np.random.default_rng(0))
        env.position._hear_news()
        env._ask()
        return env

    return make


def seat(env):
    return env.seat_number(env.agent_selection)


def role(env):
    return env.position.s.roles[seat(env)]


def sleep(env, kill, protect=None, investigate=None):
    """Play a night: all mafia name one seat, the others what is given."""
    while env.position.s.phase == NIGHT:
        others = [each for each in env.position.s.alive if each != seat(env)]
        target = {MAFIA: kill, DOCTOR: protect, DETECTIVE: investigate}[role(env)]
        verb = {MAFIA: "Kill", DOCTOR: "Protect", DETECTIVE: "Investigate"}[role(env)]
        fallback = next(each for each in others if each != kill)
        env.step(f"[{verb}: player_{fallback if target is None else target}]")


def meet(env, votes):
    """Play a day: nobody talks, and each votes as listed (a seat for all, or one for each)."""
    while env.position.s.phase == TALK:
        env.step("[Pass]")
    while env.position.s.phase == VOTE:
        mine = votes[seat(env)] if isinstance(votes, dict) else votes
        mine = mine if mine != seat(env) else next(each for each in env.position.s.alive if each != mine)
        env.step(f"[Vote: player_{mine}]")


def alive(env):
    return env.position.s.alive


def test_the_roles_are_drawn_from_the_seed():
    env = spenvs.make("SecretMafia-v0", players=9)
    drawn = set()
    for deal in range(20):
        env.reset(seed=deal)
        roles = [env.role(agent) for agent in env.possible_agents]
        assert sorted(roles) == ["detective", "doctor", "mafia", "mafia", *["villager"] * 5]
        drawn.add(tuple(roles))
        env.reset(seed=deal)
        assert roles == [env.role(agent) for agent in env.possible_agents]
    assert len(drawn) > 15


@pytest.mark.parametrize(("players", "mafia"), [(6, 2), (7, 2), (9, 2), (10, 3), (12, 3)])
def test_a_quarter_is_mafia(players, mafia):
    assert secret_mafia.game(players).mafia == mafia


def test_mafia_doctor_and_detective_are_asked_at_night_and_all_by_day(night):
    env = night()
    asked = []
    while env.position.s.phase == NIGHT:
        asked.append(role(env))
        env.step(env.sample(env.agent_selection, np.random.default_rng(1)))
    assert asked == [MAFIA, MAFIA, DOCTOR, DETECTIVE]
    living = list(alive(env))
    for phase in (TALK, VOTE):
        asked = []
        while env.position.s.phase == phase:
            asked.append(seat(env))
            env.step(env.sample(env.agent_selection, np.random.default_rng(1)))
        assert sorted(asked) == living


def test_the_victim_dies_unless_it_is_protected(night):
    env = night()
    sleep(env, kill=0, protect=2)
    assert alive(env) == [1, 2, 3, 4, 5, 6]
    assert "player_0 was killed, and was a villager." in env.text("player_2")
    env = night()
    sleep(env, kill=0, protect=0)
    assert alive(env) == list(range(7))
    assert "nobody was killed" in env.text("player_2")


def test_of_two_victims_one_is_drawn(night):
    dead = set()
    for seed in range(30):
        env = night()
        env.position._rng = np.random.default_rng(seed)
        for target in (0, 2):
            env.step(f"[Kill: {target}]")
        sleep(env, kill=None, protect=6)
        dead |= {*range(7)} - {*alive(env)}
    assert dead == {0, 2}


def test_the_detective_learns_who_is_mafia_and_nobody_else_does(night):
    env = night()
    sleep(env, kill=0, protect=2, investigate=5)
    assert "* player_5 is mafia." in env.text("player_4")
    assert "You have learnt: player_5 is mafia." in env.text("player_4")
    assert env.facts("player_4")["roles"] == (VILLAGER, -1, -1, -1, DETECTIVE, MAFIA, -1)
    for other in (0, 2, 3, 6):
        assert "player_5 is mafia" not in env.text(f"player_{other}")
        assert env.facts(f"player_{other}")["roles"][5] == -1
    env = night()
    sleep(env, kill=0, protect=2, investigate=6)
    assert "* player_6 is not mafia." in env.text("player_4")
    assert env.facts("player_4")["roles"][6] == INNOCENT


def test_only_mafia_hear_mafia(night):
    env = night()
    first = env.agent_selection
    env.step("Let us take the quiet one. [Kill: player_2]")
    for each in range(7):
        heard = "quiet one" in env.text(f"player_{each}")
        assert heard == (each in (1, 5))
        assert env.facts(f"player_{each}")["named"].count(2) == heard
    other = env.agent_selection
    assert {first, other} == {"player_1", "player_5"}
    assert f"{first}: Let us take the quiet one. [Kill: player_2]" in env.text(other)


def test_the_vote_of_most_counts_and_a_tie_spares_all(night):
    env = night()
    sleep(env, kill=0)
    meet(env, {1: 2, 2: 1, 3: 1, 4: 1, 5: 2, 6: 2})
    assert alive(env) == [1, 2, 3, 4, 5, 6]
    assert "The vote is tied: nobody is voted out." in env.text("player_6")
    env = night()
    sleep(env, kill=0)
    meet(env, {1: 2, 2: 1, 3: 1, 4: 1, 5: 1, 6: 2})
    assert alive(env) == [2, 3, 4, 5, 6]
    assert "player_1 is voted out, and was mafia." in env.text("player_0")


def test_a_tie_may_be_drawn(night):
    out = set()
    for seed in range(30):
        env = night(ties="drawn")
        sleep(env, kill=0)
        env.position._rng = np.random.default_rng(seed)
        meet(env, {1: 2, 2: 1, 3: 1, 4: 1, 5: 2, 6: 2})
        out.update({1, 2} - {*alive(env)})
    assert out == {1, 2}


def test_the_village_wins_without_mafia(night):
    env = night()
    sleep(env, kill=0)
    meet(env, 1)
    sleep(env, kill=2)
    meet(env, 5)
    assert [env.rewards[f"player_{each}"] for each in range(7)] == [1, -1, 1, 1, 1, -1, 1]
    outcome = env.outcome()
    assert (outcome["village_won"], outcome["mafia_voted_out"], outcome["others_voted_out"]) == (1, 2, 0)
    assert outcome["days"] == 2
    assert env.infos["player_3"]["outcome"] == outcome


def test_the_mafia_wins_when_it_is_half(night):
    env = night()
    sleep(env, kill=0)
    meet(env, 2)
    sleep(env, kill=3)
    assert alive(env) == [1, 4, 5, 6]
    assert [env.rewards[f"player_{each}"] for each in range(7)] == [-1, 1, -1, -1, -1, 1, -1]
    assert "* The mafia is as many as the others: it wins. player_0 was a villager; player_1 was mafia;" in env.text(
        "player_0"
    )
    assert env.outcome()["nights_without_death"] == 0


def test_the_mafia_wins_when_the_days_are_over(night):
    env = night(days=1)
    sleep(env, kill=0, protect=0)
    meet(env, {0: 1, 1: 0, 2: 1, 3: 1, 4: 0, 5: 0, 6: 2})
    assert env.position.mover == OVER
    assert env.rewards["player_1"] == 1
    assert "not caught by day 1" in env.text("player_0")


def test_the_dead_hear_and_are_not_asked(night):
    env = night()
    sleep(env, kill=0)
    env.step("I have something to say.")
    assert "I have something to say." in env.text("player_0")
    while not env.terminations["player_0"]:
        assert env.agent_selection != "player_0"
        env.step(env.sample(env.agent_selection, np.random.default_rng(3)))


def test_votes_are_open_or_secret(night):
    for votes in ("open", "secret"):
        env = night(votes=votes)
        sleep(env, kill=0)
        meet(env, {1: 2, 2: 1, 3: 1, 4: 1, 5: 1, 6: 2})
        assert ("player_3: [Vote: player_1]" in env.text("player_2")) == (votes == "open")
        assert env.facts("player_2")["votes"][3] == (1 if votes == "open" else -1)
        assert env.facts("player_2")["votes"][2] == 1
        assert "player_1 is voted out" in env.text("player_2")


def test_roles_of_the_dead_may_stay_unknown_until_the_end(night):
    env = night(reveals=False)
    sleep(env, kill=0)
    assert "player_0 was killed." in env.text("player_2")
    assert env.facts("player_2")["roles"] == (-1, -1, VILLAGER, -1, -1, -1, -1)
    meet(env, 2)
    sleep(env, kill=3)
    assert env.facts("player_2")["roles"] == ROLES


def test_in_textarena_the_night_forgets_its_victim_without_doctor_and_detective(night):
    roles = (VILLAGER, MAFIA, VILLAGER, DOCTOR, DETECTIVE, MAFIA, VILLAGER, VILLAGER, VILLAGER)
    for unguarded in (True, False):
        env = night(roles, unguarded=unguarded)
        sleep(env, kill=3)
        meet(env, 4)
        sleep(env, kill=0)
        assert (0 in alive(env)) != unguarded


def test_in_textarena_anybody_may_be_chosen(night):
    env = night(anybody=True)
    sleep(env, kill=5, protect=3)
    assert alive(env) == [0, 1, 2, 3, 4, 6]
    while env.position.s.phase == TALK:
        env.step("[Pass]")
    agent = env.agent_selection
    assert f"Vote: {agent}" in env.legal(agent)
    env.step(f"[Vote: {agent}]")
    assert env.fault is None


@pytest.mark.parametrize("name", ["player_2", "Player 2", "player2", "PLAYER_2", "2", " p2 ", "#2", "２", "**2**"])
def test_names_are_forgiven(night, name):
    env = night()
    env.step(f"[Kill: {name}]")
    assert env.played == "[Kill: player_2]"


@pytest.mark.parametrize(
    ("reply", "complaint"),
    [
        ("[Kill: player_5]", "player_5 is mafia, as you are"),
        ("[Kill: player_1]", "you cannot choose yourself|player_1 is mafia"),
        ("[Kill: player_7]", "there is no player_7"),
        ("[Kill: nobody]", "'nobody' names no player"),
        ("[Kill: -2]", "names no player"),
        ("[Kill: 2.5]", "names no player"),
        ("[Kill: " + "9" * 99 + "]", "names no player"),
        ("[Kill]", "names no player"),
        ("[Vote: player_2]", r"\[Vote\] is not for now; moves: Kill: player_0"),
        ("[Pass]", r"\[Pass\] is not for now"),
        ("Who shall it be?", "a move is needed here"),
        ("[Kill: player_2] [Kill: player_3]", "several moves"),
    ],
)
def test_what_is_refused_names_what_is_wrong(night, reply, complaint):
    env = night(attempts=2)
    before = env.snapshot(), [env.observe(agent) for agent in env.possible_agents]
    with pytest.raises(IllegalMove, match=complaint):
        env.read(env.agent_selection, reply)
    assert str((env.snapshot(), [env.observe(agent) for agent in env.possible_agents])) == str(before)
    env.step(reply)
    assert env.complaint


def test_the_dead_cannot_be_chosen_and_talk_is_talk(night):
    env = night(attempts=3)
    sleep(env, kill=0)
    env.step("[Vote: player_1]")
    assert "now is the time for words" in env.complaint
    while env.position.s.phase == TALK:
        env.step("Well.")
    env.step("[Vote: player_0]")
    assert "player_0 is dead" in env.complaint


@given(st.text(max_size=40), st.integers(0, 2))
def test_any_reply_is_a_move_or_refused_and_changes_nothing(reply, phase):
    env = spenvs.make("SecretMafia-v0", talks=1)
    env.reset(seed=3)
    while env.position.s.phase < phase:
        env.step(env.sample(env.agent_selection, np.random.default_rng(1)))
    before = env.snapshot()
    for text in (reply, f"[Kill: {reply}]", f"[Vote: {reply}]", f"[{reply}]"):
        try:
            assert env.read(env.agent_selection, text) == text
        except IllegalMove as refused:
            assert len(str(refused)) > 20  # noqa: PT017
        assert env.snapshot() == before


def test_who_forfeits_loses_for_the_team(night):
    env = night()
    assert role(env) == MAFIA
    env.step("[Dance]")
    assert [env.rewards[f"player_{each}"] for each in range(7)] == [1, -1, 1, 1, 1, -1, 1]
    env = night()
    env.forfeit("player_6", "too late", "timeout")
    assert [env.rewards[f"player_{each}"] for each in range(7)] == [-1, 1, -1, -1, -1, 1, -1]
    env = night(illegal="penalty")
    mover = env.agent_selection
    env.step("[Dance]")
    assert env.rewards == {agent: -1.0 if agent == mover else 0.0 for agent in env.possible_agents}


def seen(env, seat):
    """All that a seat can get to see."""
    agent = f"player_{seat}"
    observed = env.observe(agent)
    told = env.text(agent), env.messages(agent), env.legal(agent), env.ansi(agent), env.role(agent)
    return *told, dict(env.facts(agent)), observed["text"], observed["numbers"].tolist()


@settings(max_examples=50)
@given(
    st.integers(0, 10**6),
    st.sampled_from(SHOWS),
    st.sampled_from(["open", "secret"]),
    st.booleans(),
    st.text("ab*: \n_1", max_size=9),
)
def test_what_is_done_in_secret_stays_secret(seed, shows, votes, reveals, whisper):
    """In a second game mafia whisper and err, the doctor protects and the detective investigates others.

    Nobody dies otherwise, and who may not know of it sees the same after every turn.
    """
    options = {"shows": shows, "votes": votes, "reveals": reveals, "talks": 1, "attempts": 2}
    one, two = (spenvs.make("SecretMafia-v0", **options) for _ in range(2))
    one.reset(seed=seed)
    two.reset(seed=seed)
    rng, roles = np.random.default_rng(seed), one.position.s.roles
    villagers = [each for each, mine in enumerate(roles) if mine == VILLAGER]
    victim, outsiders = villagers[0], [*villagers, roles.index(DOCTOR)]
    while one.position.s.phase == NIGHT:
        if role(one) == MAFIA:
            two.step("[Kill: player_99]")
            one.step(f"[Kill: {victim}]")
            two.step(f"{whisper} [Kill: {victim}]")
        else:
            others = [each for each in range(7) if each not in (seat(one), victim)]
            targets = rng.choice(others, 2, replace=False)
            for env, target in zip((one, two), targets, strict=True):
                env.step(f"[{env.legal(env.agent_selection)[0].partition(':')[0]}: {target}]")
            outsiders = villagers
        assert all(seen(one, each) == seen(two, each) for each in outsiders)
    assert (one.picture(f"player_{outsiders[-1]}") == two.picture(f"player_{outsiders[-1]}")).all()
    while one.position.s.phase != NIGHT and not one.terminations[one.agent_selection]:
        reply = one.sample(one.agent_selection, rng)
        one.step(reply)
        two.step(reply)
        assert all(seen(one, each) == seen(two, each) for each in villagers)


def test_secret_votes_are_seen_by_nobody_else(night):
    one, two = night(votes="secret"), night(votes="secret")
    for env in (one, two):
        sleep(env, kill=0)
        while env.position.s.phase == TALK:
            env.step("[Pass]")
    while one.position.s.phase == VOTE:
        voter = seat(one)
        one.step(f"[Vote: player_{2 if voter in (1, 6) else 1}]")
        two.step(f"[Vote: player_{2 if voter in (1, 5) else 1}]")
        assert all(seen(one, each) == seen(two, each) for each in (0, 2, 3, 4))
    assert all(seen(one, each) == seen(two, each) for each in (0, 2, 3, 4))
    assert all(seen(one, each) != seen(two, each) for each in (5, 6))


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(6, 12), st.booleans())
def test_hidden_roles_could_be_any(seed, players, reveals):
    """Exchange the roles of two seats that a villager knows nothing of: the villager sees the same night and day."""
    one, two = (spenvs.make("SecretMafia-v0", players=players, reveals=reveals, talks=1) for _ in range(2))
    one.reset(seed=seed)
    two.reset(seed=seed)
    rng, s = np.random.default_rng(seed), one.position.s
    villager, victim = (
        each for each, _ in zip([i for i, r in enumerate(s.roles) if r == VILLAGER], "ab", strict=False)
    )
    hidden = [each for each in range(players) if each not in (villager, victim)]
    roles = dict(zip(hidden, rng.permutation([s.roles[each] for each in hidden]).tolist(), strict=True))
    other = two.position.s
    other.roles = tuple(roles.get(each, mine) for each, mine in enumerate(s.roles))
    other.nights.clear()
    two.position.transcript = type(two.position.transcript)(players)
    two.game._fall_night(other, np.random.default_rng(0))
    two.position._hear_news()
    two._ask()
    for env in (one, two):
        sleep(env, kill=victim, protect=villager)
        env.position._rng = np.random.default_rng(1)
    # The order of the day is drawn at dawn: only what comes before it must be the same whatever chance did at night.
    views = [seen(env, villager)[0].partition("* All talk")[0] for env in (one, two)]
    assert views[0] == views[1]
    facts = [dict(env.facts(f"player_{villager}")) for env in (one, two)]
    assert facts[0] == facts[1]


def test_a_turn_costs_the_same_late_in_the_game():
    """The game is bounded: as many days as it says, whatever is played."""
    env = spenvs.make("SecretMafia-v0", players=12, talks=3)
    rng = np.random.default_rng(0)
    for seed in range(10):
        env.reset(seed=seed)
        turns = 0
        while not env.terminations[env.agent_selection]:
            env.step(env.sample(env.agent_selection, rng))
            turns += 1
        assert turns <= 12 * (3 + 2 + 12 * 4)


def won(village, mafia, games, **options):
    """Whether the village won, in each game: True seats are scripted, the others draw their moves."""
    player, result = scripted(), []
    env = spenvs.make("SecretMafia-v0", **options)
    for game in range(games):
        env.reset(seed=game)
        rngs = [np.random.default_rng([game, each]) for each in range(env.game.seats)]
        while not env.terminations[env.agent_selection]:
            turn = env.turn(rng=rngs[seat(env)])
            wise = mafia if turn.role == "mafia" else village
            env.step(player.act(turn) if wise else turn.sample())
        assert env.fault is None
        result.append(env.outcome()["village_won"])
    return np.array(result, float)


def test_scripted_teams_beat_random_ones():
    """Against the same random opponents, on the same deals: the 95 % interval of the gain lies above zero."""
    chance = won(False, False, 150)
    for gain in (won(True, False, 150) - chance, chance - won(False, True, 150)):
        assert gain.mean() - 1.96 * gain.std(ddof=1) / len(gain) ** 0.5 > 0.02


@pytest.mark.parametrize("shows", ["nothing", "full"])
def test_scripted_players_play_legally_in_every_setting(shows):
    won(True, True, 10, shows=shows, votes="secret", reveals=False)
    won(True, True, 5, shows=shows, players=12)
    won(True, True, 10, talks=3, ties="drawn", reveals=False, anybody=True, unguarded=False)


@pytest.mark.parametrize(
    "options",
    [
        {"players": 5},
        {"players": 13},
        {"mafia": 0},
        {"mafia": 4},
        {"talks": 0},
        {"votes": "loud"},
        {"ties": True},
        {"reveals": 2},
        {"days": 0},
        {"anybody": "yes"},
        {"unguarded": None},
    ],
)
def test_bad_options_are_refused(options):
    (name,) = options
    with pytest.raises(ValueError, match=rf"^{name} must be .*; got "):
        secret_mafia.game(**options)
