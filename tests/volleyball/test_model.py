"""What drones, balls, courts and clocks may be."""

import re

import numpy as np
import pytest

from spenvs.volleyball.model import IRIS, IRIS_VOLLEYBOTS, Ball, Clock, Court, Model, Quadrotor, flat, pack, unflat


def test_the_iris_has_the_published_numbers():
    assert IRIS.thrust == pytest.approx(6.003189, rel=1e-6)
    assert 4 * IRIS.thrust / (1.52 * 9.81) == pytest.approx(1.6104, abs=1e-4)
    assert IRIS.trim() == pytest.approx([0.5914, 0.65054, 0.5914, 0.65054], abs=1e-6)
    assert np.sqrt(IRIS.trim()) == pytest.approx([0.769025, 0.806561, 0.769025, 0.806561], abs=1e-6)
    assert 2 * IRIS.trim() - 1 == pytest.approx([0.1828, 0.30108, 0.1828, 0.30108], abs=1e-6)
    assert IRIS_VOLLEYBOTS.inertia[2] == 0.0977


@pytest.mark.parametrize(("substeps", "follow"), [(1, 0.43), (2, 0.245), (4, 0.1311), (8, 0.0679)])
def test_rotors_follow_their_orders(substeps, follow):
    model = pack(clock=Clock(substeps=substeps))
    assert model.follow == pytest.approx(follow, abs=5e-5)
    assert model.catch_up == pytest.approx(0.43, abs=5e-5)


def test_only_the_iris_as_we_have_it_is_a_rigid_body():
    assert IRIS.inertia[2] < IRIS.inertia[0] + IRIS.inertia[1] < IRIS_VOLLEYBOTS.inertia[2]


def test_the_trim_of_the_model_is_the_exact_one_to_rounding():
    assert pack().trim == pytest.approx(tuple(IRIS.trim()), rel=1e-6)


def test_a_flat_model_is_the_model():
    model = pack(ball=Ball(drag=0.3), court=Court(6, 3))
    again = Model(*unflat(flat(model)))
    assert again == model


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"drone": Quadrotor(mass=-1)}, "the drone's mass must be a number from 1e-06 to 1000; got -1"),
        ({"drone": Quadrotor(mass=float("nan"))}, "the drone's mass must be a number from 1e-06 to 1000; got nan"),
        ({"drone": Quadrotor(mass="heavy")}, "the drone's mass must be a number from 1e-06 to 1000; got 'heavy'"),
        ({"drone": Quadrotor(mass=10**400)}, "the drone's mass must be a number from 1e-06 to 1000; got 1000"),
        ({"drone": Quadrotor(mass=3)}, "the drone cannot hover: 3 kg on four rotors of 6 N each"),
        ({"drone": Quadrotor(inertia=(0.03, 0, 0.05))}, "the drone's inertia about y must be a number from 1e-09"),
        ({"drone": Quadrotor(inertia=(np.nan, 0.04, 0.05))}, "the drone's inertia about x must be a number from 1e-09"),
        ({"drone": Quadrotor(inertia=0.04)}, "the drone's inertia must be three numbers; got 0.04"),
        ({"drone": Quadrotor(inertia=(0.03, 0.04))}, "the drone's inertia must be three numbers; got (0.03, 0.04)"),
        ({"drone": Quadrotor(rotors=((0.2, 0.1),) * 4)}, "the drone's rotors cannot turn it"),
        ({"drone": Quadrotor(rotors=((0.2, 0.1),) * 3)}, "the drone's rotors must be four pairs (x, y); got"),
        (
            {"drone": Quadrotor(rotors=((np.nan, 0.1),) * 4)},
            "the x of rotor 0 must be a number from -10 to 10; got nan",
        ),
        ({"drone": Quadrotor(spin=(1, 1, 1, 1))}, "the drone's rotors cannot turn it"),
        ({"drone": Quadrotor(spin=(1, 1, 0, -1))}, "the drone's spin must be four of 1 and -1; got (1, 1, 0, -1)"),
        ({"drone": Quadrotor(torque=None)}, "the drone's torque must be a number from -10 to 10; got None"),
        ({"drone": Quadrotor(bounce=1.2)}, "the drone's bounce must be a number from 0 to 1; got 1.2"),
        ({"drone": Quadrotor(drag=-0.1)}, "the drone's drag must be a number from 0 to 10; got -0.1"),
        ({"drone": Quadrotor(racket=0.49)}, "the ball is looked for within 0.5 m of a drone's origin"),
        ({"drone": "Iris"}, "the physics takes a Quadrotor; got 'Iris'"),
        ({"ball": Ball(radius=0)}, "the ball's radius must be a number from 0.01 to 0.5; got 0"),
        ({"ball": Ball(drag=float("inf"))}, "the ball's drag must be a number from 0 to 100; got inf"),
        ({"court": Court(length=0)}, "the court's length must be a number from 1 to 100; got 0"),
        ({"court": Court(net=-2.43)}, "the net's height must be a number from 0.1 to 10; got -2.43"),
        ({"court": Court(band=np.nan)}, "the net's band must be a number from 0 to 10; got nan"),
        ({"clock": Clock(substeps=0)}, "substeps must be an integer from 1 to 1000; got 0"),
        ({"clock": Clock(substeps=True)}, "substeps must be an integer from 1 to 1000; got True"),
        ({"clock": Clock(step=0)}, "the step must be a number from 0.0001 to 1; got 0"),
        ({"clock": Clock(step=0.1)}, "a substep must be 0.02 s at most; got 0.1 s in 4 of them"),
        ({"clock": Clock(exact="yes")}, "exact must be True or False; got 'yes'"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(parts, says):
    with pytest.raises(ValueError, match=re.escape(says)) as error:
        pack(**parts)
    assert "\n" not in str(error.value)
