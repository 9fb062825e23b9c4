import { describeReadme } from '@plimsoll/tooling/readme'

describeReadme(new URL('../README.md', import.meta.url))
