// What the pages ask of the rules: who knows what, and who may steer.

export function actionsOf(rules, archetype) {
  return rules.archetypes.find((one) => one.name === archetype)?.actions ?? [];
}

// What people call a move: its title, or its name with spaces.
export function called(rules, action) {
  return rules.moves.find((one) => one.name === action)?.title ?? action;
}

// A pilot steers the archetype that it was learned for, and no other.
export function whoSteers(rules, archetype) {
  return [["", "a person"], ...rules.controllers.filter((bot) => !bot.only || bot.only === archetype)
    .map((bot) => [bot.name, bot.only ? bot.name : `bot: ${bot.name}`])];
}
