// What is said of the figures in growth.json. It can't be run.
export default {
  about: `Most of the
    time is <b>waited</b>.`,
  plot: { title: 'cost of a "thing" & its like', states: ['10 things', '1,000 things'] },
};
