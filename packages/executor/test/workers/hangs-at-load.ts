for (;;);
export class HangsAtLoad {}
