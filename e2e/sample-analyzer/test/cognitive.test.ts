import { measure, measureFirst } from './measure.ts';

const of = (body: string): number => measureFirst(`function f() { ${body} }`).cognitive;

// The numbers beside the examples are those of the Cognitive Complexity white paper, in JavaScript.
describe('cognitive complexity', () => {
  it('is 7 for the paper’s sumOfPrimes', () => {
    const source = `function sumOfPrimes(max) {
      let total = 0;
      OUT: for (let i = 1; i <= max; ++i) { // +1
        for (let j = 2; j < i; ++j) { // +2
          if (i % j === 0) { // +3
            continue OUT; // +1
          }
        }
        total += i;
      }
      return total;
    }`;
    expect(measureFirst(source).cognitive).toBe(7);
  });

  it('is 1 for the paper’s getWords', () => {
    const source = `function getWords(number) {
      switch (number) { // +1
        case 1: return 'one';
        case 2: return 'a couple';
        case 3: return 'a few';
        default: return 'lots';
      }
    }`;
    expect(measureFirst(source).cognitive).toBe(1);
  });

  it('is 9 for the paper’s myMethod', () => {
    const source = `function myMethod() {
      try {
        if (condition1) { // +1
          for (let i = 0; i < 10; i++) { // +2
            while (condition2) {} // +3
          }
        }
      } catch (e) { // +1
        if (condition2) {} // +2
      }
    }`;
    expect(measureFirst(source).cognitive).toBe(9);
  });

  it('is 19 for the paper’s overriddenSymbolFrom', () => {
    const source = `function overriddenSymbolFrom(classType) {
      if (classType.isUnknown()) { // +1
        return Symbols.unknownMethodSymbol;
      }
      let unknownFound = false;
      const symbols = classType.getSymbol().members().lookup(name);
      for (const overrideSymbol of symbols) { // +1
        if (overrideSymbol.isKind(MTH) // +2
            && !overrideSymbol.isStatic()) { // +1
          const methodJavaSymbol = overrideSymbol;
          if (canOverride(methodJavaSymbol)) { // +3
            const overriding = checkOverridingParameters(methodJavaSymbol, classType);
            if (overriding == null) { // +4
              if (!unknownFound) { // +5
                unknownFound = true;
              }
            } else if (overriding) { // +1
              return methodJavaSymbol;
            }
          }
        }
      }
      if (unknownFound) { // +1
        return Symbols.unknownMethodSymbol;
      }
      return null;
    }`;
    expect(measureFirst(source).cognitive).toBe(19);
  });

  it('is 20 for the paper’s toRegexp', () => {
    const source = `function toRegexp(antPattern, directorySeparator) {
      const escapedDirectorySeparator = '\\\\' + directorySeparator;
      const sb = [];
      sb.push('^');
      let i = antPattern.startsWith('/') || // +1
        antPattern.startsWith('\\\\') ? 1 : 0; // +1
      while (i < antPattern.length) { // +1
        const ch = antPattern.charAt(i);
        if (SPECIAL_CHARS.indexOf(ch) !== -1) { // +2
          sb.push('\\\\', ch);
        } else if (ch === '*') { // +1
          if (i + 1 < antPattern.length // +3
              && antPattern.charAt(i + 1) === '*') { // +1
            if (i + 2 < antPattern.length // +4
                && isSlash(antPattern.charAt(i + 2))) { // +1
              sb.push('(?:.*', escapedDirectorySeparator, '|)');
              i += 2;
            } else { // +1
              sb.push('.*');
              i += 1;
            }
          } else { // +1
            sb.push('[^', escapedDirectorySeparator, ']*?');
          }
        } else if (ch === '?') { // +1
          sb.push('[^', escapedDirectorySeparator, ']');
        } else if (isSlash(ch)) { // +1
          sb.push(escapedDirectorySeparator);
        } else { // +1
          sb.push(ch);
        }
        i++;
      }
      sb.push('$');
      return new RegExp(sb.join(''));
    }`;
    expect(measureFirst(source).cognitive).toBe(20);
  });

  it.each([
    ['if (a && b && c) {}', 2],
    ['if (a && b && c || d || e && f) {}', 4],
    ['if (a && !(b && c)) {}', 3],
    ['return a || b || c;', 1],
    ['return a && (b || c) && d;', 3],
    ['return a && (b && (c && d));', 1],
    ['return a && (b ?? c) && d;', 1],
    ['return (a && b) === (c && d);', 2],
  ])('counts sequences of like operators in { %s } as %i', (body, expected) => {
    expect(of(body)).toBe(expected);
  });

  it.each([
    ['else and else if cost 1 whatever the nesting', 'if (a) { if (b) {} else if (c) {} else {} }', 5],
    ['nested conditional expressions cost their nesting', 'return a ? b : c ? d : e;', 3],
    ['a condition is not nested in its structure', 'if (a ? b : c) {} while (d ? e : f) {}', 4],
    [
      'try and finally are free, catch is nested',
      'while (a) { try { b(); } catch { c(); } finally { d(); } }',
      3,
    ],
    ['plain break and continue are free', 'for (;;) { if (a) break; continue; }', 3],
    ['labels are paid for where they are jumped to', 'x: for (;;) { break x; }', 2],
    ['shorthand is free', 'a ??= b?.c ?? d; e ||= f; g &&= h; const { i = 1 } = j;', 0],
    ['a do-while is a loop', 'do { if (a) {} } while (b && c);', 4],
  ])('%s', (_, body, expected) => {
    expect(of(body)).toBe(expected);
  });

  it.each([
    ['function f() { f(); return f(); }', 1],
    ['const f = () => f();', 1],
    ['class A { m() { this.m(); } }', 1],
    ['class A { static m() { A.m(); } }', 1],
    ['const o = { m() { o.m(); } };', 1],
    ['class A { m() { other.m(); m(); } }', 0],
    ['class A { m() { super.m(); } }', 0],
    ['function f() { a.f(); }', 0],
  ])('counts direct recursion once: %s', (source, expected) => {
    expect(measureFirst(source).cognitive).toBe(expected);
  });

  it('counts a nested function for itself, from nesting 0', () => {
    const { functions } = measure('function f() { if (a) { g(() => { if (b) {} else {} }); } }');
    expect(functions.map(({ cognitive }) => cognitive)).toEqual([1, 2]);
  });
});
