const { install } = require('./install.cjs');

install({
  onReport: async ({ report, text, path }) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    console.log(
      JSON.stringify({ message: report.error.message, hasText: text.includes('DEMO CRASH REPORT'), path }),
    );
  },
});
throw new Error('boom');
