import { describeLinks } from '@plimsoll/tooling/guides'

describeLinks(new URL('../', import.meta.url))
