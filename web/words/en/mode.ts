// Words of the inspection modes, which reports and visits have alike.

export const mode = {
  title: 'Inspection mode',
  names: {
    routine: 'Routine inspection',
    random: 'Random check',
    covert: 'Covert assessment',
    joint: 'Joint inspection',
    leader: 'Leader’s inspection',
    mock: 'Mock assessment',
    citizen: 'Citizen report',
  },
}
