// What the pages ask of the rules: who knows what, and who may steer.

export function actionsOf(rules, archetype) {
  return rules.archetypes.find((one) => one.name === archetype)?.actions ?? [];
}

export function whoSteers(rules) {
  return [["", "a person"], ...rules.controllers.map((bot) => [bot.name, `bot: ${bot.name}`])];
}
