// What `--only` leaves: of packages and of environments those that it names, and all where it names none.

/**
 * @template {{ title: string }} P
 * @template {{ name: string }} E
 * @param {readonly string[]} only
 * @param {readonly P[]} packages
 * @param {readonly E[]} environments
 * @returns {{ packages: P[], environments: E[] }}
 * @throws where a name is neither's
 */
export function choose(only, packages, environments) {
  const unknown = only.find(
    name =>
      !packages.some(({ title }) => title === name) && !environments.some(environment => environment.name === name),
  )
  if (unknown !== undefined)
    throw new Error(
      `--only: there is no "${unknown}"; packages: ${packages.map(({ title }) => title).join(', ')}; environments: ${environments.map(({ name }) => name).join(', ')}`,
    )
  const named = (all, nameOf) => {
    const some = all.filter(one => only.includes(nameOf(one)))
    return some.length > 0 ? some : [...all]
  }
  return { packages: named(packages, ({ title }) => title), environments: named(environments, ({ name }) => name) }
}
