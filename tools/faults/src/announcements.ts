/** The channel on which workers say that they are on a faulty task. */
export const ANNOUNCEMENTS = 'threadspan.faults';
