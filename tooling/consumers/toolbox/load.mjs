/** Loads what lies in the toolbox, as a module of the toolbox does. */
export const load = name => import(name)
