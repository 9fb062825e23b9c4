import { guidesOf } from '@plimsoll/tooling/guides'
import { describeReadme } from '@plimsoll/tooling/readme'

const home = new URL('../', import.meta.url)

describeReadme(new URL('README.md', home))
for (const name of guidesOf(home)) describeReadme(new URL(`docs/${name}`, home))
