package planted.time_and_ids_are_handed_in.mesh.domain;

import java.util.random.RandomGenerator;

record RightDice(RandomGenerator dice) {
    int roll() {
        return dice.nextInt(6);
    }
}
