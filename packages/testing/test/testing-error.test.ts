import { TestingError, expectSpanTree } from '@threadspan/testing';
import { thrownBy } from '../../../tools/jest/support/thrown-by';

it('a TestingError is known as one, and nothing else is', () => {
  const error = thrownBy(() => expectSpanTree([]).toMatch('{'));
  expect(error).toBeInstanceOf(TestingError);
  expect([error, new Error('other'), null, 'text'].map((value) => TestingError.is(value))).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
